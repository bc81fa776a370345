import { nearest } from '../../domain/settings/nearest.ts';
import type { Problem, SetKey } from '../../domain/settings/report.ts';
import type { Row } from '../../domain/settings/row.ts';

/** The line of what came from the environment. */
export const ENVIRONMENT_LINE = 0;

/** What is found while a configuration is read: where each key stands, what is wrong, what is odd. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly settings: SetKey[] = [];
  readonly #file: string;
  readonly #lines = new Map<string, number>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Notes where a key, a domain or a source begins. */
  place(key: string, line: number): void {
    this.#lines.set(key, line);
  }

  /** Notes a checked value. */
  set(key: string, row: Row, value: unknown): void {
    this.settings.push({ key, row, value, ...this.#where(key) });
  }

  refuse(key: string, sentence: string): void {
    this.problems.push({ ...this.#where(key), key, sentence });
  }

  warn(key: string, sentence: string): void {
    this.warnings.push({ ...this.#where(key), key, sentence });
  }

  /** Tells of a key that nobody knows, and which one was perhaps meant. */
  warnUnknown(key: string, name: string, known: readonly string[]): void {
    const meant = nearest(name, known);
    this.warn(key, `is not a key that SOGo or Fasti know${meant === undefined ? '.' : `; did you mean ${meant}?`}`);
  }

  /** What the parser says of a place. */
  remark(line: number, sentence: string, severity: 'problem' | 'warning'): void {
    const found = { file: this.#file, line, key: '', sentence };
    (severity === 'problem' ? this.problems : this.warnings).push(found);
  }

  /** Where a key stands; what is missing stands where the next larger thing does. */
  #where(key: string): Pick<Problem, 'file' | 'line'> {
    const line = this.#lines.get(key);
    if (line === ENVIRONMENT_LINE) return { file: 'environment' };
    if (line !== undefined) return { file: this.#file, line };
    const around = key.replace(/(?:\[\d+\]|\.?[^.[]*)$/, '');
    return around === key ? { file: this.#file } : this.#where(around);
  }
}
