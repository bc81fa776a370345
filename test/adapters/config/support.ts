import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { readConfiguration } from '../../../src/adapters/config/read.ts';
import type { Configuration } from '../../../src/domain/settings/configuration.ts';
import { told } from '../../../src/domain/settings/report.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'fasti-config-'));
after(() => rmSync(folder, { recursive: true }));

/** A file with this content; its path. */
export const fileWith = (content: string | Uint8Array): string => {
  const file = path.join(folder, 'sogo.conf');
  writeFileSync(file, content);
  return file;
};

const short = (sentence: string): string => sentence.replaceAll(`${folder}${path.sep}`, '');

/** What is odd about a configuration that can be used. */
export type Usable = { readonly configuration: Configuration; readonly warnings: readonly string[] };

/** Reads a text that must be a usable configuration. */
export const usable = async (text: string, environment: NodeJS.ProcessEnv = {}): Promise<Usable> => {
  const report = await readConfiguration({ file: fileWith(text), environment });
  assert.equal(report.is, 'usable', report.is === 'refused' ? report.problems.map(told).join('\n') : '');
  return { configuration: report.configuration, warnings: report.warnings.map(told).map(short) };
};

/** Reads a text that must be refused; what is told of it, line by line. */
export const refused = async (
  text: string | Uint8Array,
  environment: NodeJS.ProcessEnv = {},
): Promise<readonly string[]> => {
  const report = await readConfiguration({ file: fileWith(text), environment });
  assert.equal(report.is, 'refused');
  return report.problems.map(told).map(short);
};
