/**
 * Writes docs/settings.md from the table of settings: `node infra/settings-table.ts`. A test compares the two, so that
 * the page cannot say anything else than the program does.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ACTIVESYNC } from '../src/domain/settings/activesync.ts';
import { AUTHENTICATION } from '../src/domain/settings/authentication.ts';
import { CALENDAR_PREFERENCES } from '../src/domain/settings/calendar-preferences.ts';
import { FASTI } from '../src/domain/settings/fasti.ts';
import { GENERAL } from '../src/domain/settings/general.ts';
import { LDAP_SOURCE } from '../src/domain/settings/ldap-source.ts';
import { MAIL_SERVERS } from '../src/domain/settings/mail.ts';
import { MAIL_PREFERENCES } from '../src/domain/settings/mail-preferences.ts';
import { MULTI_DOMAIN } from '../src/domain/settings/multi-domain.ts';
import { OLD_NAMES, REMOVED } from '../src/domain/settings/old-names.ts';
import { OPENID } from '../src/domain/settings/openid.ts';
import { PROCESS } from '../src/domain/settings/process.ts';
import { RATE_LIMITS } from '../src/domain/settings/rate-limits.ts';
import type { Row, Rows } from '../src/domain/settings/row.ts';
import { SQL_SOURCE } from '../src/domain/settings/sql-source.ts';
import { STORAGE } from '../src/domain/settings/storage.ts';
import { ROWS } from '../src/domain/settings/table.ts';
import { WEB_INTERFACE } from '../src/domain/settings/web-interface.ts';

const CHAPTERS: Readonly<Record<string, Rows>> = {
  'Keys of Fasti’s own': FASTI,
  'The daemon': PROCESS,
  'Authentication and secrets': AUTHENTICATION,
  'OpenID Connect': OPENID,
  'Rate limits': RATE_LIMITS,
  'General, access, sharing, notification': GENERAL,
  'Several domains': MULTI_DOMAIN,
  'Storage of SOGo': STORAGE,
  'Mail: SMTP, IMAP, Sieve': MAIL_SERVERS,
  'Mail: what users choose': MAIL_PREFERENCES,
  'Web interface': WEB_INTERFACE,
  'Calendars and contacts: what users choose': CALENDAR_PREFERENCES,
  ActiveSync: ACTIVESYNC,
};

const INTRODUCTION = `# Settings

<!-- Written by infra/settings-table.ts from src/domain/settings; do not edit. -->

Fasti reads SOGo’s \`sogo.conf\` as it is: \`bin/fasti serve --config FILE\`, or \`FASTI_CONFIG\`; all other commands take it too.
\`bin/fasti config check [FILE]\` tells of every key that is set what it is worth, where it comes from, and whether Fasti acts
on it; \`bin/fasti config dump [all]\` prints the effective configuration without its secrets.

## How it is read

- The file is a property list in the text form of OpenStep and GNUstep, UTF-8, with or without its outer braces. What has
  spaces, \`=\`, \`,\` or \`;\` in it stands in double quotes; \`//\` and \`/* … */\` are comments.
- **Levels.** S counts for the whole system, D also inside a domain of \`domains\`, U also as what a user chose for himself. The
  first of user, domain, system, default that *has* the key wins, also with NO or 0.
- **Conversion.** YES, NO, true, false, 1 and 0 are booleans in any letter case, quoted or not; numbers may be quoted; one value
  alone is a list of one (SOGo ignores it there); names of a list of values may be in any letter case.
- **What is wrong refuses to start**, all of it at once, naming file, line and key: values that do not convert, removed keys,
  sources of users without what they need, two sources with one id, databases other than PostgreSQL, published secrets.
- **What is odd warns**: unknown keys (with the key that was probably meant), keys of the system inside a domain, old names,
  a key that is set twice (the latter counts, as for SOGo).
- **Environment.** A variable with the name of a key goes before the file, for the system: \`SOGoTimeZone=Europe/Berlin\`. Text
  that begins with \`(\`, \`{\` or \`"\` is read as a property list, any other as the value itself.
- **Secrets** may be left out: Fasti makes its own where it needs one. One that is set to the default that SOGo publishes is
  refused where it would protect something. \`config check\` and \`config dump\` show none, and no passwords inside addresses.
`;

const DOMAINS = `\`domains\` (level S, honoured) holds a dictionary of keys of level D and U for each mail domain: \`domains = { example.org = { … }; }\`.
A key of it is the mail domain itself.`;

const SOURCES = `Each directory is one dictionary of SOGoUserSources. The sources of the system level serve every domain, those inside a
domain that domain only. Without any source the built-in users log in; \`{ type = sql; id = built-in; viewURL = "built-in";
canAuthenticate = YES; }\` has them beside others.`;

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'));

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

const rangeOf = ({ min, max, type }: Row): string => {
  if (type === 'list' || type === 'integers') return max === undefined ? '' : ` of at most ${max}`;
  if (min !== undefined && max !== undefined) return ` ${min} to ${max}`;
  return min === undefined ? '' : ` from ${min}`;
};

const typeOf = (row: Row): string => {
  const values = row.values === undefined ? '' : `: ${row.values.map(code).join(', ')}`;
  const unit = row.unit === undefined ? '' : `, ${row.unit}`;
  return cell(`${row.type.replaceAll('-', ' ')}${rangeOf(row)}${unit}`) + values;
};

const defaultOf = ({ default: value }: Row): string => {
  if (value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'YES' : 'NO';
  if (Array.isArray(value)) return value.length === 0 ? '()' : value.map((one) => code(String(one))).join(', ');
  return typeof value === 'object' ? `${Object.keys(value).length} entries` : code(String(value));
};

const honouredOf = ({ honoured }: Row): string => (honoured === true ? 'yes' : cell(honoured));

const tableOf = (rows: Rows, level: boolean): string => {
  const head = level
    ? '| key | level | type | default | meaning | honoured |\n|---|---|---|---|---|---|'
    : '| key | type | default | meaning | honoured |\n|---|---|---|---|---|';
  const lines = Object.entries(rows).map(([key, row]) => {
    const cells = [
      code(key),
      ...(level ? [row.level] : []),
      typeOf(row),
      row.required === true ? 'required' : defaultOf(row),
    ];
    return `| ${[...cells, cell(row.meaning), honouredOf(row)].join(' | ')} |`;
  });
  return [head, ...lines].join('\n');
};

const OLD = `| old name | now |\n|---|---|\n${Object.entries(OLD_NAMES)
  .map(([old, key]) => `| ${code(old)} | ${code(key)} |`)
  .join('\n')}`;

const GONE = Object.entries(REMOVED)
  .map(([key, { since, instead }]) => `- ${code(key)} was removed in SOGo ${since}: ${instead}.`)
  .join('\n');

/** The whole page. Throws when a key of the table is in no chapter. */
export const settingsPage = (): string => {
  const told = new Set(Object.values(CHAPTERS).flatMap(Object.keys));
  const missing = Object.keys(ROWS).filter((key) => !told.has(key));
  if (missing.length > 0) throw new Error(`In no chapter of infra/settings-table.ts: ${missing.join(', ')}`);
  const chapters = Object.entries(CHAPTERS).map(
    ([title, rows]) => `## ${title}\n\n${rows === MULTI_DOMAIN ? `${DOMAINS}\n\n` : ''}${tableOf(rows, true)}\n`,
  );
  return [
    INTRODUCTION,
    ...chapters,
    `## Sources of users\n\n${SOURCES}\n\n### LDAP\n\n${tableOf(LDAP_SOURCE, false)}\n\n### SQL\n\n${tableOf(SQL_SOURCE, false)}\n`,
    `## Old names\n\nThey are read with a warning; where both are set the new name counts.\n\n${OLD}\n`,
    `## Removed keys\n\n${GONE}\n`,
  ].join('\n');
};

if (import.meta.main) writeFileSync(path.join(import.meta.dirname, '../docs/settings.md'), settingsPage());
