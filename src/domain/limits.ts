/**
 * Every size, depth, count and computation that a stranger controls, with its reason. Nothing else in the code invents
 * a limit of its own.
 */

/** Largest calendar object a PUT may bring (octets): a 1 MB event is an inline attachment, 10 MB leaves room for several. */
export const MAX_RESOURCE_SIZE = 10 * 1024 * 1024;

/** Largest XML request body (octets): a multiget of 20,000 long hrefs is about 4 MB. */
export const MAX_XML_BODY = 8 * 1024 * 1024;

/** Indexed text (names, UIDs): a B-tree row of PostgreSQL must stay below 2,704 octets; file names end at 255. */
export const MAX_NAME_OCTETS = 255;
export const MAX_UID_OCTETS = 512;
