import type { Body } from '../kernel/event.ts';
import { parsedObject } from './content.ts';

/** When an object has instances, as columns: seconds since 1970, UTC or (`floating`) on the local clock. */
export type QuickFacts = {
  readonly starts: number;
  readonly ends: number;
  readonly brief: boolean;
  readonly floating: boolean;
  readonly busy: string | null;
  readonly timing: string | null;
};

/** Bounds that every time range touches: for what has no start or no end. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

const ALWAYS: QuickFacts = { starts: -FOREVER, ends: FOREVER, brief: false, floating: false, busy: null, timing: null };

/** What a time-range query needs of a calendar object; one without a readable text may be anywhere. */
export const quickFacts = (body: Body | undefined): QuickFacts => {
  const object = body === undefined ? undefined : parsedObject(body.stored);
  if (object === undefined) return ALWAYS;
  return ALWAYS;
};
