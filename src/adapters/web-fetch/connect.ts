import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MAX_WEB_ADDRESSES_TRIED } from '../../domain/limits/web-calendars.ts';
import { isPublicAddress } from './public-address.ts';
import { Unfetchable, unfetchable } from './unfetchable.ts';

/** All addresses of a host's name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Which hosts may be talked to though their addresses are not of the public Internet. */
export type Allows = (host: string, address: string) => boolean;

export const resolveByDns: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Milliseconds for one address to take a connection, before the next one is tried. */
const CONNECT_TIMEOUT = 10_000;

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

/** A name server may be silent for longer than anybody wants to wait. */
const unlessAborted = <T>(answer: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    answer.then(resolve, reject);
  });

/** The addresses of a URL that may be talked to: what its name says now, each looked at. */
const addressesOf = async (
  url: URL,
  resolve: Resolve,
  mayConnect: (address: string) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const host = hostOf(url);
  const all =
    isIP(host) === 0
      ? await unlessAborted(
          resolve(host).catch(() => []),
          signal,
        )
      : [host];
  const addresses = all.filter(mayConnect).slice(0, MAX_WEB_ADDRESSES_TRIED);
  // One sentence for both: nobody learns in this way which names there are inside.
  if (addresses.length === 0) throw new Unfetchable(`${url.hostname} has no address on the public Internet.`);
  return addresses;
};

/** Fulfilled by the event, rejected by an error; the socket is destroyed when the signal says so. */
const ready = (socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      socket.destroy(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.once(event, () => {
      signal.removeEventListener('abort', abort);
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
  });

/**
 * A connection to this address and no other: nothing is resolved again, and who is at the other end is looked at once more
 * before anything is said.
 */
const connectTo = async (address: string, url: URL, mayConnect: (address: string) => boolean, signal: AbortSignal) => {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_TIMEOUT)]);
  const isSecure = url.protocol === 'https:';
  const socket = connectTcp({ host: address, port: Number(url.port || (isSecure ? 443 : 80)) });
  try {
    await ready(socket, 'connect', patience);
    if (!mayConnect(socket.remoteAddress ?? ''))
      throw new Unfetchable(`${url.hostname} has no address on the public Internet.`);
    if (!isSecure) return socket;
    const host = hostOf(url);
    const secure = connectTls({
      socket,
      host,
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['http/1.1'],
    });
    await ready(secure, 'secureConnect', patience);
    return secure;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

/** A connection for a URL to the first of its addresses that takes one. Throws `Unfetchable` where none does. */
export const connect = async (url: URL, resolve: Resolve, allows: Allows, signal: AbortSignal): Promise<Socket> => {
  const mayConnect = (address: string): boolean => isPublicAddress(address) || allows(hostOf(url), address);
  let last: unknown;
  for (const address of await addressesOf(url, resolve, mayConnect, signal)) {
    signal.throwIfAborted();
    try {
      return await connectTo(address, url, mayConnect, signal);
    } catch (error) {
      last = error;
    }
  }
  signal.throwIfAborted();
  throw unfetchable(url.hostname, isTimeout(last) ? Object.assign(new Error(), { code: 'ETIMEDOUT' }) : last);
};

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError';
