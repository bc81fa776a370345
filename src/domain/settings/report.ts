import type { Configuration } from './configuration.ts';
import type { Row } from './row.ts';

/** Something about one key. `file` is `environment` for a variable, which has no line; `key` is empty for the file itself. */
export type Problem = {
  readonly file: string;
  readonly line?: number;
  /** Such as `domains.example.org.SOGoUserSources[0].hostname`. */
  readonly key: string;
  readonly sentence: string;
};

/** A key that is set, where its value counts. */
export type SetKey = {
  /** Such as `SOGoTimeZone` or `domains.example.org.SOGoUserSources[0].hostname`. */
  readonly key: string;
  readonly row: Row;
  readonly value: unknown;
  readonly file: string;
  readonly line?: number;
};

/** What became of a configuration: usable, or refused with everything that is wrong with it. */
export type ConfigurationReport = { readonly warnings: readonly Problem[] } & (
  | { readonly is: 'usable'; readonly configuration: Configuration; readonly settings: readonly SetKey[] }
  | { readonly is: 'refused'; readonly problems: readonly Problem[] }
);

/** One line for people: `sogo.conf:12: SOGoTimeZone wants …`. */
export const told = ({ file, line, key, sentence }: Problem): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${key === '' ? '' : `${key} `}${sentence}`;
