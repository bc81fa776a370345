/** Debian's Redis for tests: a throw-away server on a socket and a port of its own, where it is or from Debian's archive. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unpacked } from './debian-packages.ts';
import { freePort } from './free-port.ts';
import { until } from './process.ts';

/** `postgres.ts` sweeps up such folders of runs that were killed. */
const PREFIX = `fasti-test-${process.pid}-`;

const PROGRAM = 'usr/bin/redis-server';
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/** Where it is installed, or unpacked from Debian's archive. */
const program = async (): Promise<string> =>
  existsSync(`/${PROGRAM}`) ? `/${PROGRAM}` : path.join(await unpacked('redis', PACKAGES, [PROGRAM]), 'redis-server');

/** A Redis that keeps nothing: the path of its socket, its `redis://127.0.0.1:PORT`, and its end. */
export type TestRedis = { readonly socket: string; readonly url: string; stop(): Promise<void> };

/** Starts one, on a new socket or on that of one that was stopped, and waits until it listens. */
export const startRedis = async (where?: string): Promise<TestRedis> => {
  const folder = where === undefined ? await mkdtemp(path.join(os.tmpdir(), PREFIX)) : path.dirname(where);
  const socket = path.join(folder, 'socket');
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const address = ['--bind', '127.0.0.1', '--port', `${port}`, '--unixsocket', socket];
  const options = [...address, '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(await program(), options, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until('Redis listens', () => existsSync(socket) || child.exitCode !== null);
  if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
  return {
    socket,
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
