import { type ConfigurationReport, type SetKey, told } from '../../domain/settings/report.ts';
import { HIDDEN, shown } from '../../domain/settings/shown.ts';
import { complain, say } from './told.ts';

/**
 * `config check`: prints every key that is set, its value, where it comes from, and whether Fasti honours it yet, or why
 * not; then what is odd and what is wrong. 1 when something is wrong.
 */
export const checkConfig = (report: ConfigurationReport): number => {
  if (report.is === 'usable') {
    for (const line of inOrder(report.settings).flatMap(linesOf)) say(line);
    say(summaryOf(report.settings));
  }
  for (const warning of report.warnings) complain(`warning: ${told(warning)}`);
  if (report.is === 'usable') return 0;
  for (const problem of report.problems) complain(`error: ${told(problem)}`);
  return 1;
};

/** As the file has them, what came from the environment first. */
const inOrder = (settings: readonly SetKey[]): readonly SetKey[] =>
  settings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));

const linesOf = ({ key, row, value, file, line }: SetKey): readonly string[] => {
  const from = line === undefined ? file : `${file}:${line}`;
  const why = row.honoured === true ? 'Honoured.' : row.honoured;
  return [`${key} = ${textOf(shown(row, value))}`, `    ${from}. ${why}`];
};

const textOf = (value: ReturnType<typeof shown>): string =>
  value === undefined ? HIDDEN : typeof value === 'string' ? value : JSON.stringify(value);

const summaryOf = (settings: readonly SetKey[]): string => {
  const honoured = settings.filter(({ row }) => row.honoured === true).length;
  return settings.length === 0
    ? 'No key is set: all defaults hold.'
    : `${settings.length} ${settings.length === 1 ? 'key is' : 'keys are'} set, ${honoured} honoured.`;
};
