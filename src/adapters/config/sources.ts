import { LDAP_SOURCE } from '../../domain/settings/ldap-source.ts';
import type { Rows } from '../../domain/settings/row.ts';
import type { SetSource } from '../../domain/settings/set-source.ts';
import { SQL_SOURCE } from '../../domain/settings/sql-source.ts';
import { rowOf } from '../../domain/settings/table.ts';
import type { Findings } from './findings.ts';
import { checkKeys } from './keys.ts';
import type { Dictionary, Entry, Node } from './property-list.ts';
import { checkSource } from './source-rules.ts';

const KINDS: Readonly<
  Record<SetSource['type'], { readonly rows: Rows; readonly other: Rows; readonly otherName: string }>
> = {
  ldap: { rows: LDAP_SOURCE, other: SQL_SOURCE, otherName: 'SQL' },
  sql: { rows: SQL_SOURCE, other: LDAP_SOURCE, otherName: 'LDAP' },
};

/**
 * Reads SOGoUserSources: a list of dictionaries, or one dictionary alone. `path` ends with the key's name; `ids` gets the
 * ids of the sources, with their places.
 */
export const readSources = (
  { value }: Entry,
  path: string,
  ids: Map<string, string>,
  findings: Findings,
): readonly SetSource[] => {
  const items = value.is === 'array' ? value.items : [value];
  return items.flatMap((item, index) => {
    const at = `${path}[${index}]`;
    findings.place(at, item.line);
    const source = readSource(item, at, findings);
    if (source === undefined) return [];
    checkSource(source, at, ids, findings);
    return [source];
  });
};

const readSource = (node: Node, path: string, findings: Findings): SetSource | undefined => {
  if (node.is !== 'dictionary') {
    findings.refuse(path, 'wants a dictionary { type = ldap; id = …; … }.');
    return undefined;
  }
  const kind = kindOf(node);
  if (kind === undefined) {
    findings.refuse(`${path}.type`, 'is missing or unknown: a source of users is of type ldap or sql.');
    return undefined;
  }
  const known = keysOf(node, kind, path, findings);
  const before = findings.problems.length;
  const values = checkKeys(known, KINDS[kind].rows, `${path}.`, findings);
  return findings.problems.length > before ? undefined : (values as SetSource);
};

const kindOf = ({ entries }: Dictionary): SetSource['type'] | undefined => {
  const node = entries.get('type')?.value;
  const type = node?.is === 'scalar' && typeof node.value === 'string' ? node.value.trim().toLowerCase() : '';
  return type === 'ldap' || type === 'sql' ? type : undefined;
};

const keysOf = ({ entries }: Dictionary, kind: SetSource['type'], path: string, findings: Findings) => {
  const { rows, other, otherName } = KINDS[kind];
  const known = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    const at = `${path}.${name}`;
    findings.place(at, entry.key.line);
    if (rowOf(rows, name) !== undefined) known.set(name, entry);
    else if (rowOf(other, name) !== undefined)
      findings.warn(
        at,
        `means something in a source of ${otherName} only${GROUP_KEYS.has(name) ? ': SQL has no groups' : ''}.`,
      );
    else findings.warnUnknown(at, name, Object.keys(rows));
  }
  return known;
};

const GROUP_KEYS = new Set(['GroupObjectClasses', 'disableSubgroups', 'SOGoLDAPGroupExpansionEnabled']);
