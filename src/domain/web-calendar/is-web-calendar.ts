import { type Refusal, refuse } from '../kernel/refusal.ts';

/** Whether a calendar, as a row or as the state of its stream, is fetched from another server. */
export const isWebCalendar = ({ web }: { readonly web?: unknown }): boolean => web !== undefined && web !== null;

/** Why nobody writes into a web calendar, its owner included: the next fetch would undo it. Undefined for any other collection. */
export const webCalendarRefusal = (collection: { readonly web?: unknown }): Refusal | undefined =>
  isWebCalendar(collection)
    ? refuse('not-allowed', 'This calendar is fetched from another server: what is in it can only be read here.')
    : undefined;
