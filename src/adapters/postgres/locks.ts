/** Keys of advisory locks, in one place so that no two mean the same; "fasti" in octets, then a number. */
const BASE = 0x6661_7374_6900;

/** Held by whoever appends: the order of the log. */
export const APPEND_LOCK = BASE + 1;
export const MIGRATION_LOCK = BASE + 2;
/** Held while projections are built beside the live ones. */
export const REBUILD_LOCK = BASE + 3;
/** Held by the one process that runs the following projections. */
