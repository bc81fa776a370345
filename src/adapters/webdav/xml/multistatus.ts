import { STATUS_CODES } from 'node:http';
import type { Writable } from 'node:stream';
import { dav, type XmlName } from './name.ts';
import { close, DECLARATIONS, document, el, PROLOG, text, type Xml } from './write.ts';

/** RFC 4918 §14.22: properties that share one status. `condition` says which precondition failed. */
export type Propstat = {
  readonly status: number;
  /** The property elements, each already written. */
  readonly props: readonly Xml[];
  readonly condition?: XmlName;
};

/**
 * RFC 4918 §14.24: one resource, with a status of its own or one for each group of properties. The href is
 * percent-encoded by the caller; escaping it for XML is done here.
 */
export type DavResponse = {
  readonly href: string;
  readonly description?: string;
} & ({ readonly status: number; readonly condition?: XmlName } | { readonly propstats: readonly Propstat[] });

const statusLine = (status: number): string => `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`;
const statusElement = (status: number): string => `<D:status>${statusLine(status)}</D:status>`;
const STATUS: ReadonlyMap<number, string> = new Map(
  Object.keys(STATUS_CODES).map((code) => [Number(code), statusElement(Number(code))]),
);
const statusOf = (status: number): string => STATUS.get(status) ?? statusElement(status);

/** RFC 4918 §14.5, inside a response or a propstat */
const errorOf = (condition: XmlName | undefined): string =>
  condition === undefined ? '' : el(dav('error'), el(condition));

/** The `D:propstat` element. */
export const propstatElement = ({ status, props, condition }: Propstat): string =>
  `<D:propstat><D:prop>${props.length === 1 ? props[0] : props.join('')}</D:prop>${statusOf(status)}${errorOf(condition)}</D:propstat>`;

const contentOf = (response: DavResponse): string => {
  if ('status' in response) return statusOf(response.status) + errorOf(response.condition);
  let content = '';
  for (const propstat of response.propstats) content += propstatElement(propstat);
  return content;
};

/** The `D:response` element. */
export const responseElement = (response: DavResponse): string => {
  const description =
    response.description === undefined
      ? ''
      : `<D:responsedescription>${text(response.description)}</D:responsedescription>`;
  return `<D:response><D:href>${text(response.href)}</D:href>${contentOf(response)}${description}</D:response>`;
};

/** RFC 6578 §3.6, RFC 5323 §5.17.1: the answer goes on no further; more is to be had with the token that follows. */
export const truncated = (requestHref: string): DavResponse => ({
  href: requestHref,
  status: 507,
  condition: dav('number-of-matches-within-limits'),
});

/**
 * RFC 4918 §16, RFC 3253 §1.6: the body of an error, one element for each condition that was violated and a sentence
 * for the reader. A string condition is an element already written (it may have content, such as an href).
 */
export const errorBody = (conditions: readonly (XmlName | Xml)[], description?: string): string =>
  document(
    dav('error'),
    ...conditions.map((condition) => (typeof condition === 'string' ? condition : el(condition))),
    ...(description === undefined ? [] : [el(dav('responsedescription'), text(description))]),
  );

const START = `${PROLOG}<D:multistatus${DECLARATIONS}>`;
const END = close(dav('multistatus'));

/** Characters gathered before a write: large enough that writes are few, small enough to hold for slow clients. */
const CHUNK = 64 * 1024;

/** Resolves when the stream takes more, or never will again. */
const writable = (out: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      out.off('drain', done);
      out.off('close', done);
      resolve();
    };
    out.on('drain', done);
    out.on('close', done);
  });

/** RFC 4918 §13: a multistatus on its way out. */
export type Multistatus = {
  /**
   * Adds one response. A promise comes back only when the client is slower than we are: await it before adding more.
   */
  readonly add: (response: DavResponse) => Promise<void> | undefined;
  /** The same for a `D:response` element already written. */
  readonly addElement: (element: string) => Promise<void> | undefined;
  /** True once the client has gone: what is added goes nowhere. */
  readonly gone: () => boolean;
  /** RFC 6578 §6.4: writes the sync-token, if there is one, and ends the stream. */
  readonly end: (syncToken?: string) => void;
};

/** Starts a multistatus document on a stream whose head has been written (status 207, application/xml; utf-8). */
export const startMultistatus = (out: Writable): Multistatus => {
  let gathered = START;
  const gone = (): boolean => out.destroyed || out.writableEnded;
  const addElement = (element: string): Promise<void> | undefined => {
    gathered += element;
    if (gathered.length < CHUNK || gone()) {
      if (gathered.length >= CHUNK) gathered = '';
      return undefined;
    }
    const chunk = gathered;
    gathered = '';
    return out.write(chunk) || gone() ? undefined : writable(out);
  };
  return {
    add: (response) => addElement(responseElement(response)),
    addElement,
    gone,
    end: (syncToken) => {
      const token = syncToken === undefined ? '' : el(dav('sync-token'), text(syncToken));
      if (!gone()) out.end(gathered + token + END);
    },
  };
};
