/** The digits of crypt(3): not those of RFC 4648, and the lowest six bits come first. */
export const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The octets at these places of a digest, the first the highest, as digits: four of three octets, three of two, two of one. */
export const digitsOf = (digest: Uint8Array, places: readonly number[]): string => {
  const value = places.reduce((sum, place) => sum * 256 + (digest[place] ?? 0), 0);
  return Array.from({ length: places.length + 1 }, (_, at) => DIGITS[(value >> (6 * at)) & 63]).join('');
};
