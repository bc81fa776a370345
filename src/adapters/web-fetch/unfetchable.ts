/** Why a text cannot be had from another server: a sentence for the owner of the calendar, which tells no address but its host. */
export class Unfetchable extends Error {}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'ended the connection before the answer was complete',
  EPIPE: 'ended the connection before the answer was complete',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not answer',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that nobody known has signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that nobody known has signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that nobody known has signed',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate that nobody known has signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
  HPE_HEADER_OVERFLOW: 'sends headers that are too long',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What went wrong with a host, in words. */
export const unfetchable = (host: string, error: unknown): Unfetchable => {
  if (error instanceof Unfetchable) return error;
  const code = codeOf(error);
  if (code.startsWith('HPE_')) return new Unfetchable(`${host} ${WORDS[code] ?? 'does not speak HTTP'}.`);
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI'))
    return new Unfetchable(`${host} sent what cannot be decompressed.`);
  return new Unfetchable(
    `${host} ${WORDS[code] ?? 'could not be talked to'}${WORDS[code] || code === '' ? '' : ` (${code})`}.`,
  );
};
