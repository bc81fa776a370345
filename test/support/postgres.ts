/**
 * PostgreSQL for tests: one throw-away server per process and version, started at first use and gone with the process.
 * FASTI_TEST_DATABASE_URL names a server to use instead; FASTI_TEST_PG=15 runs everything on Debian's PostgreSQL 15.
 */
import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { Client, type ClientConfig } from 'pg';
import { parseConnectionUrl } from '../../src/adapters/postgres/connection-url.ts';
import { isAlive } from '../../src/adapters/postgres/embedded/postmaster.ts';
import { startEmbedded } from '../../src/adapters/postgres/embedded.ts';
import { debianBinaries } from './debian-postgres.ts';

/** 18 is the one that comes with Fasti, 15 stands for what a site may have. */
export type Version = 15 | 18;

const silent = { info: () => undefined };

/** Nothing here outlives the process, so nothing is synced; crash tests start their own server. */
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

const FOLDER = /^fasti-test-(\d+)-/;

/** Folders of runs that were killed before they could remove them. */
const sweep = (): void => {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = FOLDER.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
};

const endings: (() => Promise<void>)[] = [];

// Of the process when all files are run in one, else of the file. What is killed before it gets here, is swept up later.
after(() => Promise.all(endings.splice(0).map((end) => end())));

const start = async (version: Version): Promise<ClientConfig> => {
  sweep();
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), `fasti-test-${process.pid}-`));
  const binaries = version === 15 ? { binaries: await debianBinaries() } : {};
  const running = await startEmbedded({ dataDirectory, log: silent, settings: THROW_AWAY, ...binaries });
  endings.push(async () => {
    await running.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  });
  return running.connection;
};

const external = (url: string): ClientConfig => {
  const parsed = parseConnectionUrl(url, 'FASTI_TEST_DATABASE_URL');
  if (parsed.is === 'problem') throw new Error(parsed.problem);
  return parsed.connection;
};

const servers = new Map<Version, Promise<ClientConfig>>();

/** The version that tests use which do not name one. */
export const defaultVersion: Version = process.env.FASTI_TEST_PG === '15' ? 15 : 18;

/** The server of this process: its connection, as a user who may create databases. */
export const server = (version: Version = defaultVersion): Promise<ClientConfig> => {
  const url = process.env.FASTI_TEST_DATABASE_URL;
  const running = servers.get(version) ?? (url === undefined ? start(version) : Promise.resolve(external(url)));
  servers.set(version, running);
  return running;
};

/**
 * What contract suites run on: 18 and 15, or what FASTI_TEST_PG or FASTI_TEST_DATABASE_URL choose. Says so where a
 * machine has no 15 and cannot get it.
 */
export const versions = async (): Promise<readonly Version[]> => {
  if (process.env.FASTI_TEST_PG !== undefined || process.env.FASTI_TEST_DATABASE_URL !== undefined)
    return [defaultVersion];
  try {
    await debianBinaries();
    return [18, 15];
  } catch (error) {
    console.error(`PostgreSQL 15 is not to be had here, so the tests run on 18 alone: ${error}`);
    return [18];
  }
};

/** Runs statements on a connection of their own, one after the other. */
export const execute = async (connection: ClientConfig, ...statements: readonly string[]): Promise<void> => {
  const client = new Client(connection);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A database of its own, and how to be rid of it; a throw-away server takes it along anyway. */
export type TestDatabase = { readonly connection: ClientConfig; drop(): Promise<void> };

let made = 0;

/**
 * An empty database, in some milliseconds. `template` names a database to copy instead;
 * nobody may be connected to it.
 */
export const freshDatabase = async (
  version: Version = defaultVersion,
  template = 'template0',
): Promise<TestDatabase> => {
  const connection = await server(version);
  made += 1;
  const database = `fasti_test_${process.pid}_${made}`;
  await execute(connection, `create database ${database} template ${template} strategy file_copy`);
  return {
    connection: { ...connection, database },
    drop: () => execute(connection, `drop database if exists ${database} with (force)`),
  };
};

const templates = new Map<string, Promise<string>>();

/**
 * Prepares a database once per process and version (migrations, say) and copies it for each caller with the same `name`.
 */
export const preparedDatabase = async (
  name: string,
  prepare: (connection: ClientConfig) => Promise<void>,
  version: Version = defaultVersion,
): Promise<TestDatabase> => {
  const key = `${version}/${name}`;
  const make = async (): Promise<string> => {
    const { connection } = await freshDatabase(version);
    await prepare(connection);
    return connection.database ?? '';
  };
  const template = templates.get(key) ?? make();
  templates.set(key, template);
  return freshDatabase(version, await template);
};
