import type { SetSource, SetSqlSource } from '../../domain/settings/set-source.ts';
import type { Findings } from './findings.ts';
import { isSlow } from './slow-expression.ts';

const VIEW = /^postgres(?:ql)?:\/\/[^/\s]*\/[^/\s]+\/[^/\s]+/i;

/** What one key of a source cannot tell by itself. `ids` holds the ids of the installation so far, with their places. */
export const checkSource = (source: SetSource, path: string, ids: Map<string, string>, findings: Findings): void => {
  const first = ids.get(source.id);
  if (first === undefined) ids.set(source.id, path);
  else
    findings.refuse(
      `${path}.id`,
      `is “${source.id}”, as is that of ${first}: ids are unique over the whole installation.`,
    );
  if (source.type === 'sql') checkSqlSource(source, path, findings);
};

const checkSqlSource = ({ viewURL, userPasswordPolicy = [] }: SetSqlSource, path: string, findings: Findings): void => {
  if (viewURL !== 'built-in' && !VIEW.test(viewURL)) findings.refuse(`${path}.viewURL`, viewProblem(viewURL));
  for (const { label, regex } of userPasswordPolicy)
    if (isSlow(regex))
      findings.refuse(
        `${path}.userPasswordPolicy`,
        `has a rule (“${label}”) that takes too long on a long password; write it without repetitions inside repetitions.`,
      );
};

const viewProblem = (viewURL: string): string => {
  const other = /^(mysql|mariadb|oracle):/i.exec(viewURL)?.[1];
  return other === undefined
    ? 'wants postgresql://user:password@host:port/database/view, or `built-in` for Fasti’s own users.'
    : `is ${other}, and Fasti reads users from PostgreSQL only: copy them into a table there, or into Fasti’s own with “bin/fasti user import” and \`built-in\` here.`;
};
