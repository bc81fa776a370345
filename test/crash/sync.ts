import assert from 'node:assert/strict';
import { ask, type Target } from './load.ts';

/** The calendar that is synchronized. */
export const PERSONAL = '/SOGo/dav/fasti/Calendar/personal';

/** What a client knows of a calendar: the sync-token, and entity tags by name. */
export type Seen = { readonly token: string; readonly etags: ReadonlyMap<string, string> };

const XML = { 'content-type': 'application/xml; charset=utf-8' };

/** Name and entity tag of each member; the tag is undefined where the member is gone. */
const members = (multistatus: string): ReadonlyMap<string, string | undefined> =>
  new Map(
    [...multistatus.matchAll(/<D:response>.*?<\/D:response>/gs)].flatMap(([response]) => {
      const name = /<D:href>[^<]*\/([^/<]+)<\/D:href>/.exec(response)?.[1];
      const etag = /<D:getetag>([^<]+)<\/D:getetag>/.exec(response)?.[1]?.replaceAll('&quot;', '"');
      return name === undefined || (etag === undefined && !response.includes('404')) ? [] : [[name, etag]];
    }),
  );

const tokenIn = (xml: string): string => /<D:sync-token>([^<]+)<\/D:sync-token>/.exec(xml)?.[1] ?? '';

/** RFC 6578 §3.2: what changed after a token; everything when it is empty. */
const sync = async (target: Target, token: string) => {
  const body = `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level>
    <prop><getetag/></prop></sync-collection>`;
  const answer = await ask(target, 'REPORT', `${PERSONAL}/`, XML, body);
  assert.equal(answer.status, 207, answer.text);
  return { token: tokenIn(answer.text), changes: members(answer.text) };
};

/** All that is there now. */
export const seen = async (target: Target): Promise<Seen> => {
  const { token, changes } = await sync(target, '');
  return { token, etags: new Map([...changes].flatMap(([name, etag]) => (etag === undefined ? [] : [[name, etag]]))) };
};

/** Asserts that a client that goes on from what it knew comes to know what is there, by changes alone. */
export const checkSync = async (target: Target, before: Seen): Promise<void> => {
  const { changes } = await sync(target, before.token);
  const now = await seen(target);
  const followed = new Map(before.etags);
  for (const [name, etag] of changes) {
    assert.notEqual(etag ?? 'gone', before.etags.get(name), `${name} did not change`);
    if (etag === undefined) followed.delete(name);
    else followed.set(name, etag);
  }
  assert.deepEqual([...followed].sort(), [...now.etags].sort());
  assert.ok(changes.size > 0);
};
