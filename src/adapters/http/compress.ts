import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Writable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { parseAcceptEncoding } from './headers.ts';

/** Octets below which a compressed answer is hardly shorter than one network packet anyway. */
const WORTH_COMPRESSING = 1024;

/** XML and calendar text shrink to a tenth at the lowest levels; higher ones cost CPU that all requests share. */
const GZIP_LEVEL = 1;
const BROTLI_QUALITY = 1;

const COMPRESSIBLE = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:xml|json)\b|image\/svg\+xml)/i;

/** RFC 9110 §12.5.3: the coding for an answer, or undefined for none. Equal weights: br before gzip. */
export const chooseCoding = (acceptEncoding: string | undefined): 'br' | 'gzip' | undefined => {
  const weights = parseAcceptEncoding(acceptEncoding);
  const weight = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [br, gzip] = [weight('br'), Math.max(weight('gzip'), weights.get('x-gzip') ?? 0)];
  const best = br >= gzip ? 'br' : 'gzip';
  const plain = weights.get('identity') ?? 0;
  return Math.max(br, gzip) > 0 && Math.max(br, gzip) >= plain ? best : undefined;
};

const compressor = (coding: 'br' | 'gzip') =>
  coding === 'br'
    ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
    : createGzip({ level: GZIP_LEVEL });

const mayCompress = (req: IncomingMessage, res: ServerResponse, octets: number | undefined): boolean =>
  req.method !== 'HEAD' && !res.hasHeader('ETag') && (octets === undefined || octets >= WORTH_COMPRESSING);

/**
 * Sends the head and gives the stream for the body. The response's headers are already set, Content-Type among them;
 * `octets` is the body's length where it is known. Text is compressed as the client wishes, and `Vary` says so. An
 * answer with an ETag stays as it is: its strong validator speaks of these very octets (RFC 9110 §8.8.3.3), and
 * clients send it back in If-Match.
 */
export const startBody = (req: IncomingMessage, res: ServerResponse, status: number, octets?: number): Writable => {
  const type = String(res.getHeader('Content-Type') ?? '');
  const coding = chooseCoding(req.headers['accept-encoding']?.toString());
  const choice = COMPRESSIBLE.test(type) && mayCompress(req, res, octets);
  if (choice) res.appendHeader('Vary', 'Accept-Encoding');
  if (!choice || coding === undefined) {
    if (octets !== undefined) res.setHeader('Content-Length', octets);
    res.writeHead(status);
    return res;
  }
  res.setHeader('Content-Encoding', coding);
  res.writeHead(status);
  const stream = compressor(coding);
  // A client that leaves destroys the stream, which is what its writers watch.
  pipeline(stream, res, () => {});
  return stream;
};
