import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { MAX_FEED_OCTETS } from '../../domain/limits/web-calendars.ts';
import { Unfetchable } from './unfetchable.ts';

/** RFC 9110 §8.4.1 */
const CODINGS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

export const ACCEPTED_CODINGS = 'gzip, deflate, br';

/** Passes octets on, so many and no more. */
async function* limited(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = MAX_FEED_OCTETS;
  for await (const piece of source) {
    left -= piece.length;
    if (left < 0) throw new Unfetchable(`The calendar is larger than ${MAX_FEED_OCTETS} octets.`);
    yield piece;
  }
}

const gathered = async (source: AsyncIterable<Buffer>): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** The whole body of an answer, decompressed; the limit counts for it as it comes and as it is then. */
export const readBody = async (answer: IncomingMessage): Promise<Buffer> => {
  const coding = answer.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || coding === '') return pipeline(answer, limited, gathered);
  const decompress = CODINGS.get(coding);
  if (decompress === undefined)
    throw new Unfetchable(`The server compresses as ${coding.slice(0, 40)}, which is not known here.`);
  return pipeline(answer, limited, decompress(), limited, gathered);
};
