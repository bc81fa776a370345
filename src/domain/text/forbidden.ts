/** RFC 5545 CONTROL without HTAB and line ends, and what no XML answer could carry (XML 1.0 §2.2). */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/;

/** Where the first character stands that no text of calendars or cards may hold; -1 without one. */
export const forbiddenAt = (text: string): number => text.search(FORBIDDEN);

/** A sentence about the character at that place. */
export const forbiddenMessage = (text: string, at: number): string =>
  `The character U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')} is not allowed here.`;
