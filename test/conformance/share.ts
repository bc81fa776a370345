/** How SOGo's clients share a collection: what they post to it. */
import { authorization, type Target } from './client.ts';

/** The answer's text to a request that must succeed. */
export const done = async (who: Target, method: string, url: string, body?: string): Promise<string> => {
  const headers = { authorization: authorization(who), 'content-type': 'application/xml; charset=utf-8', depth: '0' };
  const timed = { signal: AbortSignal.timeout(20_000) };
  const answer = await fetch(url, { method, headers, ...timed, ...(body !== undefined && { body }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text;
};

const INVERSE = 'xmlns="urn:inverse:params:xml:ns:inverse-dav"';

/** The owner says which roles somebody has in a collection; none at all hide it from him. */
export const setRoles = (owner: Target, url: string, { user }: Target, roles: readonly string[]): Promise<string> => {
  const given = roles.map((role) => `<${role}/>`).join('');
  return done(owner, 'POST', url, `<acl-query ${INVERSE}><set-roles user="${user}">${given}</set-roles></acl-query>`);
};

/** Somebody wants the collection of somebody else beside his own. */
export const subscribe = (who: Target, url: string): Promise<string> =>
  done(who, 'POST', url, `<subscribe ${INVERSE}/>`);
