/** A server that is compared with another: where its DAV tree is, and how it is asked. */

export type Site = {
  readonly label: string;
  /** The root of the DAV tree, without a slash at its end. */
  readonly root: string;
};

/** By login the people whom both servers know: some of the rig that brings SOGo up. */
export const PEOPLE: ReadonlyMap<string, { readonly name: string; readonly password: string }> = new Map([
  ...Array.from({ length: 9 }, (_, index) => {
    const number = `0${index + 1}`;
    return [`u${number}`, { name: `User ${number}`, password: 'secret' }] as const;
  }),
  ['sogo-tests-super', { name: 'John Doe', password: 'sogo' }],
]);

/** The part that each login has in all scenarios. */
export const OWNER = 'u01';
export const SHAREE = 'u02';
export const STRANGER = 'u03';
export const SUPERUSER = 'sogo-tests-super';
/** A request without credentials. */
export const NOBODY = undefined;
export type Who = string | undefined;

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The path that was asked, as the answer's hrefs begin. */
  readonly path: string;
};

export type Body = { readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** RFC 7617 §2 */
const authorization = (login: string): string =>
  `Basic ${Buffer.from(`${login}:${PEOPLE.get(login)?.password ?? ''}`).toString('base64')}`;

/** Longer than either server takes for one of these requests. */
const ANSWER_MS = 30_000;

/** One request as somebody; `path` is below the root. Rejects when there is no answer in time. */
export const ask = async ({ root }: Site, who: Who, method: string, path: string, { headers, body }: Body = {}) => {
  const response = await fetch(root + path, {
    method,
    headers: { ...(who === undefined ? {} : { authorization: authorization(who) }), ...headers },
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, path: new URL(root + path).pathname };
};
