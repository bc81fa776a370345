/** Nothing was appended: the data could not be stored or projected, or the program is outdated. */
export class NotAppended extends Error {}

/** The connection was lost while the append was being stored, and its fate could not be found out in time. */
export class OutcomeUnknown extends Error {}

/** The store cannot be reached at this moment; nothing was appended. */
export class StoreGone extends NotAppended {}
