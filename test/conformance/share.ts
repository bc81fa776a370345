/** What the people of this suite do to share, as SOGo's clients do it. */
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

/** The owner gives a colleague these roles in a collection, and no others. */
export const setRoles = (owner: Target, url: string, colleague: Target, roles: readonly string[]): Promise<string> => {
  const named = roles.map((role) => `<${role}/>`).join('');
  return done(
    owner,
    'POST',
    url,
    `<acl-query ${INVERSE}><set-roles user="${colleague.user}">${named}</set-roles></acl-query>`,
  );
};

/** A colleague brings a collection of the owner into his own home. */
export const subscribe = (colleague: Target, url: string): Promise<string> =>
  done(colleague, 'POST', url, `<subscribe ${INVERSE}/>`);
