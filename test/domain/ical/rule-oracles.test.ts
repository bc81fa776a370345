import assert from 'node:assert/strict';
import { test } from 'node:test';
import rruleModule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { asLocal, formatLocal } from '../../../src/domain/ical/date-time.ts';
import { isRuleProblem, parseRule, type Rule } from '../../../src/domain/ical/recurrence-rule.ts';
import { CALENDAR_END, occurrencesIn, type Series, seriesOf } from '../../../src/domain/ical/rule-occurrences.ts';
import { runs } from './support/lines.ts';

const { RRule } = rruleModule;
const DAY = 86_400;

/** Random numbers from a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Case = { readonly text: string; readonly start: number };

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

class Cases {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = random(seed);
  }

  private chance = (probability: number): boolean => this.next() < probability;
  private int = (low: number, high: number): number => low + Math.floor(this.next() * (high - low + 1));
  private signed = (high: number): number => (this.chance(0.3) ? -1 : 1) * this.int(1, high);
  private weekday = (): string => WEEKDAYS[this.int(0, 6)]!;

  private list<T extends string | number>(most: number, make: () => T): string {
    const items = [...new Set(Array.from({ length: this.int(1, most) }, make))];
    return items.sort((a, b) => (a < b ? -1 : 1)).join(',');
  }

  /** A rule as clients could write it; its parts do not contradict the standard. */
  rule(frequency: string): string {
    const parts = [`FREQ=${frequency}`];
    if (this.chance(0.5)) parts.push(`INTERVAL=${this.int(1, 5)}`);
    if (this.chance(0.3)) parts.push(`BYMONTH=${this.list(3, () => this.int(1, 12))}`);
    parts.push(...this.dayParts(frequency));
    if (this.chance(0.2)) parts.push(`BYHOUR=${this.list(3, () => this.int(0, 23))}`);
    if (this.chance(0.15)) parts.push(`BYMINUTE=${this.list(3, () => this.int(0, 59))}`);
    if (parts.some((part) => part.startsWith('BY')) && this.chance(0.2))
      parts.push(`BYSETPOS=${this.list(2, () => this.signed(4))}`);
    if (this.chance(0.3)) parts.push(`WKST=${this.weekday()}`);
    return parts.join(';');
  }

  private dayParts(frequency: string): string[] {
    const byDay = `BYDAY=${this.list(4, this.weekday)}`;
    switch (this.int(0, 5)) {
      case 0:
        return frequency === 'YEARLY' ? [`BYWEEKNO=${this.list(3, () => this.int(2, 51))}`, byDay] : [];
      case 1:
        return frequency === 'WEEKLY' ? [] : [`BYMONTHDAY=${this.list(4, () => this.signed(31))}`];
      case 2:
        return frequency === 'YEARLY' ? [`BYYEARDAY=${this.list(4, () => this.signed(366))}`] : [];
      case 3:
        return frequency === 'MONTHLY' || frequency === 'YEARLY'
          ? [`BYDAY=${this.list(3, () => `${this.signed(5)}${this.weekday()}`)}`]
          : [];
      default:
        return this.chance(0.3) && frequency !== 'WEEKLY'
          ? [byDay, `BYMONTHDAY=${this.list(9, () => this.signed(31))}`]
          : [byDay];
    }
  }

  of(frequency: string): Case {
    return {
      text: this.rule(frequency),
      start: this.int(0, 20_000) * DAY + this.int(0, 23) * 3600 + this.int(0, 3) * 900,
    };
  }
}

function series({ text, start }: Case): Series {
  const rule = parseRule(text) as Rule;
  assert.ok(!isRuleProblem(rule), text);
  return seriesOf(rule, start, false, Number.POSITIVE_INFINITY, true, budgetOf());
}

const MOST = 20;

/** Our first starts; undefined where the rule names too few in 30 years to be worth an oracle's (perhaps endless) time. */
function ours(of: Case): number[] | undefined {
  const starts = [
    ...occurrencesIn(series(of), Number.NEGATIVE_INFINITY, of.start + 30 * 365 * DAY, budgetOf()).take(MOST),
  ];
  return starts.length === MOST ? starts : undefined;
}

/** An oracle's starts with DTSTART first: it leaves DTSTART out where the rule does not name it, the standard does not. */
const withStart = (start: number, theirs: number[]): number[] =>
  (theirs[0] === start ? theirs : [start, ...theirs]).slice(0, MOST);

const shown = (starts: readonly number[]): string[] => starts.map((start) => formatLocal(asLocal(start)));

const FREQUENCIES = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/**
 * Where the oracles differ, and why the standard is with us:
 * - WEEKLY with BYSETPOS, both oracles and dateutil: they build the first week from DTSTART on; the set of an interval starts at its
 *   beginning (§3.3.10, BYSETPOS).
 * - BYSETPOS before the first of the set, rrule: takes the first, where there is none (dateutil has none either).
 * - BYMONTH with a FREQ below DAILY, rrule: gives up after a number of empty periods.
 */
const isDisputed = ({ text }: Case): boolean =>
  /WEEKLY.*BYSETPOS|BYSETPOS=[^;]*-[2-9]/.test(text) || /HOURLY.*BYMONTH=/.test(text);

function compare(seed: number, count: number, oracle: (of: Case, last: number) => number[]): number {
  const cases = new Cases(seed);
  let compared = 0;
  for (let n = 0; n < count; n++) {
    const of = cases.of(FREQUENCIES[n % FREQUENCIES.length]!);
    const expected = isDisputed(of) ? undefined : ours(of);
    if (expected === undefined) continue;
    const theirs = withStart(of.start, oracle(of, expected.at(-1)!));
    assert.deepEqual(shown(expected), shown(theirs), `${shown([of.start])} ${of.text}`);
    compared += 1;
  }
  return compared;
}

test('generated rules give what rrule gives', () => {
  const { numRuns } = runs(2500);
  const compared = compare(5545, numRuns, ({ text, start }, last) => {
    const rule = new RRule({
      ...RRule.parseString(text),
      dtstart: new Date(start * 1000),
      until: new Date(last * 1000),
    });
    // two positions that name the same start give it twice
    return [...new Set(rule.all().map((date) => date.getTime() / 1000))];
  });
  assert.ok(compared > numRuns / 2);
});

test('generated rules give what rrule-temporal gives', () => {
  const { numRuns } = runs(400);
  const compared = compare(2445, numRuns, ({ text, start }) => {
    const rule = new RRuleTemporal({ rruleString: `DTSTART:${formatLocal(asLocal(start))}Z\nRRULE:${text}` });
    return rule.all((_, n) => n < MOST).map((date) => date.epochMilliseconds / 1000);
  });
  assert.ok(compared > numRuns / 2);
});

test('asking from anywhere gives what walking there from the start gives', () => {
  const cases = new Cases(7529);
  const all = ['SECONDLY', 'MINUTELY', ...FREQUENCIES];
  let compared = 0;
  for (let n = 0; n < runs(1200).numRuns; n++) {
    const of = cases.of(all[n % all.length]!);
    const rule = n % 3 === 0 ? { ...of, text: `${of.text};COUNT=${50 + (n % 100)}` } : of;
    const budget = budgetOf(5000);
    const walked = [...occurrencesIn(series(rule), Number.NEGATIVE_INFINITY, CALENDAR_END, budget).take(200)];
    if (walked.length < 2) continue;
    const at = 1 + ((n * 37) % (walked.length - 1));
    for (const from of [walked[at]!, walked[at - 1]! + 1]) {
      const asked = [...occurrencesIn(series(rule), from, CALENDAR_END, budgetOf()).take(walked.length - at)];
      assert.deepEqual(shown(asked), shown(walked.slice(at)), `${shown([of.start, from])} ${rule.text}`);
    }
    compared += 1;
  }
  assert.ok(compared > runs(1200).numRuns / 2);
});
