/**
 * A card as its properties, each of which knows its lines, so that messages can name them and a selection can leave
 * every other byte alone. vCard 2.1; RFC 2426 (3.0); RFC 6350 (4.0).
 */
import type { Parameter } from '../text/parameter.ts';

export const VERSIONS = ['2.1', '3.0', '4.0'] as const;
export type Version = (typeof VERSIONS)[number];

/** RFC 6350 §3.3 */
export type Property = {
  /** What stands before the full stop, as it was written; empty without one. */
  readonly group: string;
  /** Upper case. */
  readonly name: string;
  /** Names are upper case. A value that vCard 2.1 wrote without a name has that of TYPE, ENCODING or VALUE. */
  readonly parameters: readonly Parameter[];
  /**
   * Unfolded and out of its quoted-printable, but with the escapes of RFC 6350 §3.4, also where vCard 2.1 has others.
   * Of base64, the letters without blanks.
   */
  readonly value: string;
  /** 1-based physical line in the text on which the property starts. */
  readonly line: number;
  /** Offsets (UTF-16) of its physical lines in the text, line end included. */
  readonly start: number;
  readonly end: number;
  /** The card inside an AGENT of vCard 2.1. */
  readonly agent?: Card;
};

/** A VCARD, or a VLIST as SOGo stores its lists. */
export type Card = {
  readonly name: 'VCARD' | 'VLIST';
  /** What VERSION says; empty without one. */
  readonly version: string;
  /** The rules by which its lines were read: those of 3.0 where VERSION says nothing known. */
  readonly syntax: Version;
  readonly properties: readonly Property[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
};
