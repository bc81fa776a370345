import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { budgetOf } from '../../src/domain/ical/budget.ts';
import { isRuleProblem, parseRule } from '../../src/domain/ical/recurrence-rule.ts';
import { occurrencesIn, seriesOf } from '../../src/domain/ical/rule-occurrences.ts';
import { type Case, Cases } from '../domain/ical/support/rules.ts';

const MOST = 20;
const RUNS = 500 * Number(process.env.FASTI_SOAK ?? 1);

/** Reads cases as lines of JSON, writes the starts of each as one line. */
const DATEUTIL = `
import sys, json, itertools
from datetime import datetime, timedelta
from dateutil.rrule import rrulestr
epoch = datetime(1970, 1, 1)
for line in sys.stdin:
    case = json.loads(line)
    rule = rrulestr(case['text'], dtstart=epoch + timedelta(seconds=case['start']))
    print(json.dumps([int((at - epoch).total_seconds()) for at in itertools.islice(rule, ${MOST})]))
`;

const isInstalled = spawnSync('python3', ['-c', 'import dateutil']).status === 0;

/** Our first starts; undefined where there are too few in 30 years. */
function ours({ text, start }: Case): number[] | undefined {
  const rule = parseRule(text);
  assert.ok(!isRuleProblem(rule), text);
  const series = seriesOf(rule, start, false, Number.POSITIVE_INFINITY, true, budgetOf());
  const end = start + 30 * 365 * 86_400;
  const starts = [...occurrencesIn(series, Number.NEGATIVE_INFINITY, end, budgetOf()).take(MOST)];
  return starts.length === MOST ? starts : undefined;
}

/** dateutil builds the first week of a WEEKLY rule with BYSETPOS from DTSTART on, not from the week's beginning. */
const isDateutilsOwn = ({ text }: Case): boolean => /WEEKLY.*BYSETPOS/.test(text);

if (isInstalled) {
  test('generated rules give what dateutil gives', () => {
    const cases = new Cases(Date.now() | 0);
    const frequencies = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
    const all = Array.from({ length: RUNS }, (_, n) => cases.of(frequencies[n % frequencies.length]!))
      .filter((of) => !isDateutilsOwn(of))
      .map((of) => ({ of, expected: ours(of) }))
      .filter(({ expected }) => expected !== undefined);
    const input = all.map(({ of }) => JSON.stringify(of)).join('\n');
    const { stdout } = spawnSync('python3', ['-c', DATEUTIL], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
    const theirs = stdout.trim().split('\n');
    assert.equal(theirs.length, all.length);
    for (const [n, { of, expected }] of all.entries()) {
      const starts = JSON.parse(theirs[n]!) as number[];
      // it leaves DTSTART out where the rule does not name it
      const all = starts[0] === of.start ? starts : [of.start, ...starts];
      assert.deepEqual(expected, all.slice(0, MOST), `${of.start} ${of.text}`);
    }
  });
}
