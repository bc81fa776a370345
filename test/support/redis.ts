/** Debian's Redis for tests: a throw-away server on a socket of its own, where it is or from Debian's archive. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from './process.ts';

/** `postgres.ts` sweeps up such folders of runs that were killed. */
const PREFIX = `fasti-test-${process.pid}-`;

const INSTALLED = '/usr/bin/redis-server';

/** As root the package is installed; its own server is not started. */
const INSTALL = `
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  install() { apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 redis-server; }
  install || { apt-get update -qq && install; }`;

const program = async (): Promise<string> => {
  if (!existsSync(INSTALLED)) await promisify(execFile)('sh', ['-c', INSTALL]);
  return INSTALLED;
};

/** A Redis that keeps nothing: the path of its socket, and its end. */
export type TestRedis = { readonly socket: string; stop(): Promise<void> };

/** Starts one, on a new socket or on that of one that was stopped, and waits until it listens. */
export const startRedis = async (where?: string): Promise<TestRedis> => {
  const folder = where === undefined ? await mkdtemp(path.join(os.tmpdir(), PREFIX)) : path.dirname(where);
  const socket = path.join(folder, 'socket');
  await mkdir(folder, { recursive: true });
  const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(await program(), options, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until('Redis listens', () => existsSync(socket) || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
  return {
    socket,
    stop: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
