/**
 * An iCalendar text as a tree that keeps the way back to the text: every property and component knows its lines, so
 * that messages can name them and an edit can leave every other byte alone. RFC 5545 §3.1, §3.4–3.8.
 */
import type { Parameter } from '../text/parameter.ts';

/** RFC 5545 §3.1, §3.5. `value` is unfolded but not unescaped: what it means depends on its type. */
export type Property = {
  /** Upper case. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly value: string;
  /** 1-based physical line in the text on which the property starts. */
  readonly line: number;
  /** Offsets (UTF-16) of its physical lines in the text, line end included. */
  readonly start: number;
  readonly end: number;
};

/** RFC 5545 §3.6. */
export type Component = {
  /** Upper case. */
  readonly name: string;
  readonly properties: readonly Property[];
  readonly components: readonly Component[];
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

/** The components that a calendar may hold as objects of their own. RFC 4791 §4.1, §5.2.3 */
export const COMPONENT_TYPES = ['VEVENT', 'VTODO', 'VJOURNAL'] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

/** RFC 5545 §3.8.1.3; an object's is the strictest of its components. From open to closed, as SOGo orders them. */
export const CLASSIFICATIONS = ['PUBLIC', 'PRIVATE', 'CONFIDENTIAL'] as const;
export type Classification = (typeof CLASSIFICATIONS)[number];
