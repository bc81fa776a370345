/** What a real reader makes of a property list: Python's plistlib, Debian's where the machine has no Python. */
import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { unpacked } from './debian-packages.ts';

const PACKAGES = ['python3.11-minimal', 'libpython3.11-minimal', 'libpython3.11-stdlib', 'libexpat1'];
const PROGRAM = 'usr/bin/python3.11';

const python = async (): Promise<string> =>
  spawnSync('python3', ['-c', 'import plistlib']).status === 0
    ? 'python3'
    : path.join(await unpacked('python', PACKAGES, [PROGRAM]), path.basename(PROGRAM));

const READ = 'import json, plistlib, sys; json.dump(plistlib.load(sys.stdin.buffer, fmt=plistlib.FMT_XML), sys.stdout)';

/** The value that a list says. Fails where it is no property list in XML. */
export const readPropertyList = async (list: string): Promise<unknown> => {
  const child = execFile(await python(), ['-c', READ]);
  if (child.stdin === null || child.stdout === null || child.stderr === null) throw new Error('No pipes to Python.');
  child.stdin.end(list);
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (complaint !== '') throw new Error(complaint);
  return JSON.parse(said) as unknown;
};
