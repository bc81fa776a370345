import assert from 'node:assert/strict';
import { test } from 'node:test';
import rruleModule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';
import { budgetOf } from '../../../src/domain/ical/budget.ts';
import { asLocal, formatLocal } from '../../../src/domain/ical/date-time.ts';
import { isRuleProblem, parseRule, type Rule } from '../../../src/domain/ical/recurrence-rule.ts';
import { CALENDAR_END } from '../../../src/domain/ical/rule-matches.ts';
import { occurrencesIn, type Series, seriesOf } from '../../../src/domain/ical/rule-occurrences.ts';
import { runs } from './support/lines.ts';
import { type Case, Cases } from './support/rules.ts';

const { RRule } = rruleModule;
const DAY = 86_400;

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
 * Where rrule differs, and why the standard is with us:
 * - WEEKLY with BYSETPOS, rrule (and dateutil): they build the first week from DTSTART on; the set of an interval starts at its
 *   beginning (§3.3.10, BYSETPOS).
 * - BYSETPOS before the first of the set, rrule: takes the first, where there is none (dateutil has none either).
 * - BYMONTH with a FREQ below DAILY, rrule: gives up after a number of empty periods.
 */
const isRrulesOwn = ({ text }: Case): boolean =>
  /WEEKLY.*BYSETPOS|BYSETPOS=[^;]*-[2-9]/.test(text) || /HOURLY.*BYMONTH=/.test(text);

function compare(
  seed: number,
  count: number,
  isTheirs: (of: Case) => boolean,
  oracle: (of: Case, last: number) => number[],
): number {
  const cases = new Cases(seed);
  let compared = 0;
  for (let n = 0; n < count; n++) {
    const of = cases.of(FREQUENCIES[n % FREQUENCIES.length]!);
    const expected = isTheirs(of) ? undefined : ours(of);
    if (expected === undefined) continue;
    const theirs = withStart(of.start, oracle(of, expected.at(-1)!));
    assert.deepEqual(shown(expected), shown(theirs), `${shown([of.start])} ${of.text}`);
    compared += 1;
  }
  return compared;
}

test('generated rules give what rrule gives', () => {
  const { numRuns } = runs(1500);
  const compared = compare(5545, numRuns, isRrulesOwn, ({ text, start }, last) => {
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
  const { numRuns } = runs(300);
  const compared = compare(
    2445,
    numRuns,
    () => false,
    ({ text, start }) => {
      const rule = new RRuleTemporal({ rruleString: `DTSTART:${formatLocal(asLocal(start))}Z\nRRULE:${text}` });
      return rule.all((_, n) => n < MOST).map((date) => date.epochMilliseconds / 1000);
    },
  );
  assert.ok(compared > numRuns / 2);
});

test('asking from anywhere gives what walking there from the start gives', () => {
  const cases = new Cases(7529);
  const all = ['SECONDLY', 'MINUTELY', ...FREQUENCIES];
  let compared = 0;
  for (let n = 0; n < runs(700).numRuns; n++) {
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
  assert.ok(compared > runs(700).numRuns / 2);
});
