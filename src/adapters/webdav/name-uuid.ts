import { createHash } from 'node:crypto';

/** RFC 9562 §6.6: of names that are URLs. */
export const URL_NAMES = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** RFC 9562 §5.5: the UUID, version 5, that a name has in a namespace, which is a UUID too: the same every time. */
export const nameUuid = (namespace: string, name: string): string => {
  const octets = createHash('sha1').update(namespace.replaceAll('-', ''), 'hex').update(name).digest().subarray(0, 16);
  octets.writeUInt8((octets.readUInt8(6) & 0x0f) | 0x50, 6);
  octets.writeUInt8((octets.readUInt8(8) & 0x3f) | 0x80, 8);
  return octets.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};
