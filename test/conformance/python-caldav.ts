/** python3-caldav, the client library of Home Assistant, calendar-cli and many scripts. */
import { join } from 'node:path';
import { run } from './children.ts';
import { type Client, readChecks } from './client.ts';

export const pythonCaldav: Client = {
  name: 'python-caldav',
  install: ['python3-caldav'],
  async run({ context, user, password }, scratch) {
    const script = join(import.meta.dirname, 'python-caldav.py');
    const { stdout, stderr, code } = await run('/usr/bin/python3', [script, context, user, password], {
      cwd: scratch,
      limit: 90,
    });
    const detail = stderr.trim().split('\n').at(-1) ?? '';
    return [...readChecks(stdout), { check: 'the script ends', passed: code === 0, ...(detail ? { detail } : {}) }];
  },
};
