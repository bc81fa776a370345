/** litmus, the WebDAV test suite: what RFC 4918 asks of any resource, exercised on calendar objects. */
import { run } from './children.ts';
import type { Client, Result } from './client.ts';
import { withProxy } from './litmus-proxy.ts';

const suites = ['basic', 'copymove', 'props', 'locks', 'http'] as const;

/**
 * Reads ` 3. put_get.... pass`, `FAIL (why)` or `SKIPPED`. A warning takes the rest of its line, and the verdict follows on
 * the next. A test that runs again in another state gets a number: `propget`, `propget 2`.
 */
export function readLitmus(suite: string, stdout: string): Result[] {
  const results: Result[] = [];
  const runs = new Map<string, number>();
  let name = '';
  for (const line of stdout.split(/[\r\n]+/)) {
    name = /^\s*\d+\. ([^.\s]+)/.exec(line)?.[1] ?? name;
    const [, verdict = '', detail = ''] = /[. ] ?(pass|FAIL|SKIPPED)\b\s*(.*)$/.exec(line) ?? [];
    if (name === '' || verdict === '') continue;
    const nth = (runs.get(name) ?? 0) + 1;
    runs.set(name, nth);
    const passed = verdict === 'pass';
    const check = `${suite}/${name}${nth === 1 ? '' : ` ${nth}`}`;
    results.push({ check, passed, ...(passed ? {} : { detail: detail || 'skipped' }) });
    name = '';
  }
  return results;
}

const NESTED = 'RFC 4791 §4.2: a calendar holds no collections, litmus makes one in a collection it made';
const REPLACED = 'ends by putting a calendar object in the place of a calendar: RFC 4791 §5.3.2.1';

const unfit: Readonly<Record<string, string>> = {
  'copymove/copy_overwrite': REPLACED,
  'copymove/move': REPLACED,
  'copymove/copy_coll': NESTED,
  'copymove/copy_shallow': 'needs what copy_coll would have cleared away',
  'copymove/move_coll': NESTED,
  'copymove as a whole': 'has the ones above',
  'http/expect100': 'the proxy answers 100 Continue itself',
};

export const litmus: Client = {
  name: 'litmus',
  install: ['litmus'],
  unfit,
  async run(target, scratch) {
    const results: Result[] = [];
    await withProxy(target, async (url) => {
      for (const suite of suites) {
        const args = ['--htdocs', '/usr/share/litmus/htdocs', url, target.user, target.password];
        const { stdout, code } = await run(`/usr/libexec/litmus/${suite}`, args, { cwd: scratch, limit: 60 });
        results.push(...readLitmus(suite, stdout), { check: `${suite} as a whole`, passed: code === 0 });
      }
    });
    return results;
  },
};
