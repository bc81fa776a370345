import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { BODY_IDLE_TIMEOUT, DISCARD_TIMEOUT, MAX_DISCARDED_BODY, REQUEST_TIMEOUT } from '../../domain/limits.ts';

/** Why a body could not be had, with the status to answer. For `gone` nobody is left to read the answer. */
export type BodyProblem =
  | { readonly is: 'bad-body'; readonly why: 'too-large'; readonly status: 413 }
  | { readonly is: 'bad-body'; readonly why: 'too-slow'; readonly status: 408 }
  /** RFC 9110 §15.5.16: answer with `Accept-Encoding: gzip, deflate, br`. */
  | { readonly is: 'bad-body'; readonly why: 'coding-unsupported'; readonly status: 415 }
  | { readonly is: 'bad-body'; readonly why: 'coding-broken' | 'gone'; readonly status: 400 };

export type BodyLimits = {
  /** Octets, as sent and after decompression. */
  readonly octets: number;
  /** Milliseconds between two pieces, and for all of them. */
  readonly idle?: number;
  readonly total?: number;
  /** Octets and milliseconds spent on the rest of a refused body. */
  readonly discard?: number;
  readonly discardTime?: number;
};

const bad = (why: BodyProblem['why']): BodyProblem => {
  if (why === 'too-large') return { is: 'bad-body', why, status: 413 };
  if (why === 'too-slow') return { is: 'bad-body', why, status: 408 };
  return why === 'coding-unsupported' ? { is: 'bad-body', why, status: 415 } : { is: 'bad-body', why, status: 400 };
};

/** True for a body that could not be had. */
export const isBodyProblem = (value: Buffer | BodyProblem): value is BodyProblem => !Buffer.isBuffer(value);

type Decompress = (octets: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzipped: Decompress = promisify(gunzip);
const inflated: Decompress = promisify(inflate);
const inflatedRaw: Decompress = promisify(inflateRaw);
const DEFLATE_METHOD = 8;

/** RFC 9110 §8.4.1; `deflate` is the zlib format, but some senders leave its header out. */
const CODINGS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gunzipped],
  ['x-gzip', gunzipped],
  ['br', promisify(brotliDecompress) as Decompress],
  [
    'deflate',
    (octets, options) =>
      ((octets[0] ?? 0) & 0x0f) === DEFLATE_METHOD ? inflated(octets, options) : inflatedRaw(octets, options),
  ],
]);

/** Reads until the end or until `take` says stop; a pause longer than `idle` or a sum longer than `total` ends it too. */
const pump = (
  req: IncomingMessage,
  idle: number,
  total: number,
  take: (piece: Buffer) => boolean,
): Promise<'ended' | 'stopped' | 'too-slow' | 'gone'> =>
  new Promise((resolve) => {
    const finish = (how: 'ended' | 'stopped' | 'too-slow' | 'gone'): void => {
      clearTimeout(pause);
      clearTimeout(whole);
      req.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      req.pause();
      resolve(how);
    };
    const onData = (piece: Buffer): void => {
      pause.refresh();
      if (!take(piece)) finish('stopped');
    };
    const onEnd = (): void => finish('ended');
    const onGone = (): void => finish('gone');
    const pause = setTimeout(finish, idle, 'too-slow');
    const whole = setTimeout(finish, total, 'too-slow');
    if (req.destroyed || req.readableEnded) return finish(req.readableEnded ? 'ended' : 'gone');
    req.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone).resume();
  });

/** A socket that breaks after we stopped listening must not become an uncaught error. */
const quiet = (): void => {};

/**
 * Reads and throws away what is left of a refused body, within bounds, because a connection closed on unread octets is
 * reset and takes the answer with it. The connection ends with the answer unless the body could be read to its end.
 */
const discard = async (req: IncomingMessage, res: ServerResponse, limits: BodyLimits): Promise<void> => {
  let left = limits.discard ?? MAX_DISCARDED_BODY;
  const time = limits.discardTime ?? DISCARD_TIMEOUT;
  const take = (piece: Buffer): boolean => {
    left -= piece.length;
    return left >= 0;
  };
  const how = waits(req) ? 'stopped' : await pump(req, time, time, take);
  if (how !== 'ended' && !res.headersSent) res.setHeader('Connection', 'close');
};

/** RFC 9110 §10.1.1: the client sends its body only when told to. */
const waits = (req: IncomingMessage): boolean =>
  req.httpVersion !== '1.0' && req.headers.expect?.trim().toLowerCase() === '100-continue';

const received = async (
  req: IncomingMessage,
  limits: BodyLimits,
): Promise<Buffer | 'too-large' | 'too-slow' | 'gone'> => {
  const pieces: Buffer[] = [];
  let length = 0;
  const how = await pump(req, limits.idle ?? BODY_IDLE_TIMEOUT, limits.total ?? REQUEST_TIMEOUT, (piece) => {
    length += piece.length;
    pieces.push(piece);
    return length <= limits.octets;
  });
  if (how === 'stopped') return 'too-large';
  return how === 'ended' ? Buffer.concat(pieces, length) : how;
};

const expand = async (octets: Buffer, decompress: Decompress, limit: number): Promise<Buffer | BodyProblem> => {
  try {
    return await decompress(octets, { maxOutputLength: limit });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return bad(code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'coding-broken');
  }
};

/**
 * RFC 9110 §8.4, §8.6, §10.1.1: the whole request body, decompressed. Refuses more than `limits.octets` (before and
 * after decompression), pauses, codings other than one of gzip, deflate and br, and bodies cut short. A client that
 * waits for `100 Continue` gets it here, and only when its headers promise an acceptable body. After a refusal the
 * response can be sent as usual: the rest of the body has been thrown away or the connection will close.
 */
export const readBody = async (
  req: IncomingMessage,
  res: ServerResponse,
  limits: BodyLimits,
): Promise<Buffer | BodyProblem> => {
  req.on('error', quiet);
  const coding = req.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const decompress = CODINGS.get(coding);
  const refuse = async (why: BodyProblem['why']): Promise<BodyProblem> => {
    if (why === 'too-slow') res.setHeader('Connection', 'close');
    else if (why !== 'gone') await discard(req, res, limits);
    return bad(why);
  };
  if (decompress === undefined && coding !== 'identity') return refuse('coding-unsupported');
  if (Number(req.headers['content-length'] ?? 0) > limits.octets) return refuse('too-large');
  if (waits(req)) {
    res.writeContinue();
    delete req.headers.expect;
  }
  const octets = await received(req, limits);
  if (typeof octets === 'string') return refuse(octets);
  return decompress === undefined || octets.length === 0 ? octets : expand(octets, decompress, limits.octets);
};
