/** Child processes that cannot outlive us: each leads a process group, which ends at its time limit or when we do. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Outcome {
  /** Exit status; null when a signal or the time limit ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Options {
  cwd?: string;
  env?: Record<string, string>;
  /** Goes to standard input, which is then closed. */
  input?: string;
  /** Seconds until the whole group is killed. */
  limit: number;
}

const alive = new Set<ChildProcess>();

/** Kills the child and all it started. */
export function end(child: ChildProcess): void {
  alive.delete(child);
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // the group is gone already
  }
}

process.on('exit', () => alive.forEach(end));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

/** Starts a program in a group of its own; the caller ends it. */
export function start(command: string, args: readonly string[], options: Omit<Options, 'limit' | 'input'> = {}) {
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  alive.add(child);
  child.stdin.on('error', () => undefined);
  return child;
}

/** Runs a program to its end, or to its time limit. A program that is not there is an outcome with code 127. */
export function run(command: string, args: readonly string[], options: Options): Promise<Outcome> {
  const child = start(command, args, options);
  const timer = setTimeout(() => end(child), options.limit * 1000);
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    outcome.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    outcome.stderr += text;
  });
  child.stdin.end(options.input ?? '');
  return new Promise((resolve) => {
    const done = (code: number | null) => {
      clearTimeout(timer);
      end(child);
      resolve({ ...outcome, code });
    };
    child.on('error', () => done(127));
    child.on('close', done);
  });
}
