import { compileTiming } from '../ical/compile-timing.ts';
import type { Timing } from '../ical/timing.ts';
import { spanOf } from '../ical/timing-span.ts';
import type { Body } from '../kernel/event.ts';
import { parsedObject } from './content.ts';

/** When an object has instances, as columns: seconds since 1970, UTC or (`floating`) on the local clock. */
export type QuickFacts = {
  readonly starts: number;
  readonly ends: number;
  readonly brief: boolean;
  readonly floating: boolean;
  /** BUSY, BUSY-TENTATIVE, BUSY-UNAVAILABLE or FREE, of a brief item. */
  readonly busy: string | null;
  /** A `Timing` as JSON, of what is not brief, and of meetings. */
  readonly timing: string | null;
};

/** Bounds that every time range touches: for what has no start or no end. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

/** The longest item that counts as brief, in seconds: an index by start looks back that far. */
export const BRIEF_SECONDS = 31 * 86_400;

const ANYWHEN: QuickFacts = {
  starts: -FOREVER,
  ends: FOREVER,
  brief: false,
  floating: false,
  busy: null,
  timing: null,
};

const cancelled = ({ parts }: Timing): boolean => parts[0]?.status === 'CANCELLED';

/** What a time-range or free/busy query needs of a calendar object; one without a readable text may be any time. */
export const quickFacts = (body: Body | undefined): QuickFacts => {
  const object = body === undefined ? undefined : parsedObject(body.stored);
  if (object === undefined) return ANYWHEN;
  const timing = compileTiming(object);
  const span = spanOf(timing);
  const starts = Math.floor(span?.start ?? -FOREVER);
  const ends = Math.ceil(span?.end ?? FOREVER);
  const brief = span?.isPlain === true && ends - starts <= BRIEF_SECONDS;
  return {
    starts,
    ends,
    brief,
    floating: span?.isLocal ?? false,
    busy: brief ? (cancelled(timing) ? 'FREE' : (timing.parts[0]?.busy ?? 'FREE')) : null,
    timing: brief && timing.parts[0]?.meeting === undefined ? null : JSON.stringify(timing),
  };
};
