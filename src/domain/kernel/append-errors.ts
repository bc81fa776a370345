/** Nothing was appended: the data could not be stored or projected, the program is outdated, or the store is gone. */
export class NotAppended extends Error {}

/** The connection was lost while the append was being stored, and its fate could not be found out in time. */
export class OutcomeUnknown extends Error {}
