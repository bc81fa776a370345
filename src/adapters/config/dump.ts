import type { Configuration } from '../../domain/settings/configuration.ts';
import { LDAP_SOURCE } from '../../domain/settings/ldap-source.ts';
import type { PlainValue, Rows } from '../../domain/settings/row.ts';
import type { SetSource } from '../../domain/settings/set-source.ts';
import { HIDDEN, shown } from '../../domain/settings/shown.ts';
import { SQL_SOURCE } from '../../domain/settings/sql-source.ts';
import { ROWS, type SettingValues } from '../../domain/settings/table.ts';
import { printValue } from './print.ts';

const HEADER = `/* Passwords inside addresses are shown as ${HIDDEN}. */\n`;

/**
 * What SOGo calls dump-defaults: the keys that are set, with `all` those with a shipped default too, as a property list
 * that can be read back. Secrets are left out and named in a comment.
 */
export const dumpConfiguration = ({ system, domains }: Configuration, all: boolean): string => {
  const hidden: string[] = [];
  const level = (values: SettingValues, path: string, defaults: boolean) => {
    const { SOGoUserSources: sources, ...rest } = values;
    const dumped = dump(ROWS, rest, path, defaults, hidden);
    if (sources === undefined) return dumped;
    return {
      ...dumped,
      SOGoUserSources: sources.map((source, index) =>
        dumpSource(source, `${path}SOGoUserSources[${index}]`, all, hidden),
      ),
    };
  };
  const root = {
    ...level(system, '', all),
    ...(domains.size > 0 && {
      domains: Object.fromEntries(
        [...domains].map(([name, values]) => [name, level(values, `domains.${name}.`, false)]),
      ),
    }),
  };
  const secrets = hidden.length === 0 ? '' : `/* Set, and not shown: ${hidden.join(', ')} */\n`;
  return `${HEADER}${secrets}${printValue(root)}\n`;
};

const dumpSource = (source: SetSource, path: string, all: boolean, hidden: string[]) =>
  dump(source.type === 'ldap' ? LDAP_SOURCE : SQL_SOURCE, source, `${path}.`, all, hidden);

const dump = (
  rows: Rows,
  values: Readonly<Record<string, unknown>>,
  path: string,
  defaults: boolean,
  hidden: string[],
) => {
  const dumped: Record<string, PlainValue> = {};
  for (const [key, row] of Object.entries(rows)) {
    const value = values[key] ?? (defaults ? row.default : undefined);
    if (value === undefined || (row.type === 'sources' && values[key] === undefined)) continue;
    const text = shown(row, value);
    if (text === undefined) hidden.push(`${path}${key}`);
    else dumped[key] = text;
  }
  return dumped;
};
