/** Whole sites as SOGo's guide configures them: a sogo.conf in a file, a real directory, and a server that reads both. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readConfiguration } from '../../src/adapters/config/read.ts';
import { told } from '../../src/domain/settings/report.ts';
import { basic, type Fasti, startConfigured } from '../support/fasti.ts';

/** Starts a server for a sogo.conf of this text, which must be usable; built-in users of these logins are there, too. */
export const startSite = async (text: string, ...logins: readonly string[]): Promise<Fasti> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'fasti-site-'));
  try {
    const file = path.join(folder, 'sogo.conf');
    await writeFile(file, text);
    const report = await readConfiguration({ file, environment: {} });
    if (report.is === 'refused') throw new Error(report.problems.map(told).join('\n'));
    return await startConfigured(report.configuration, {}, ...logins);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** One request with these credentials. */
export const request = (
  { origin }: Fasti,
  method: string,
  where: string,
  login: string,
  password: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(origin + where, {
    method,
    headers: { authorization: basic(login, password), ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });

const WHO =
  '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><displayname/><C:calendar-user-address-set/><current-user-principal/></prop></propfind>';

/** Who somebody is once he is in: the path of his principal, his name and mail addresses; or the status that kept him out. */
export const whoIs = async (site: Fasti, login: string, password: string) => {
  const found = await request(site, 'PROPFIND', '/SOGo/dav/', login, password, WHO, { depth: '0' });
  const text = await found.text();
  if (found.status !== 207) return found.status;
  const principal = /<D:current-user-principal><D:href>([^<]+)/.exec(text)?.[1] ?? '';
  const own = await request(site, 'PROPFIND', principal, login, password, WHO, { depth: '0' });
  const answer = await own.text();
  return {
    principal,
    name: /<D:displayname>([^<]*)/.exec(answer)?.[1],
    mails: [...answer.matchAll(/mailto:([^<]+)/g)].map(([, mail]) => mail),
  };
};

/** Somebody's first event: stored and given back byte for byte. */
export const worksFor = async (site: Fasti, login: string, password: string, text: string): Promise<void> => {
  const who = await whoIs(site, login, password);
  assert.ok(typeof who === 'object', `${login} is let in`);
  const place = `${who.principal}Calendar/personal/first.ics`;
  const put = await request(site, 'PUT', place, login, password, text, { 'content-type': 'text/calendar' });
  assert.equal(put.status, 201);
  assert.equal(await (await request(site, 'GET', place, login, password)).text(), text);
};
