/** Limits of what is fetched from other servers: their operators are strangers, and so are those who name them. */

/** Web calendars of one person: each is fetched every hour. Who adds several at the same moment may get a few more. */
export const MAX_WEB_CALENDARS = 50;

/** Characters of the address of a web calendar: private ones with signatures have some 500. */
export const MAX_WEB_ADDRESS = 2000;

/** Octets of one web calendar, as they come and decompressed: the timetable of a whole university has 5 MB. */
export const MAX_FEED_OCTETS = 16 * 1024 * 1024;

/** Lines of one web calendar: ordinary ones have 30 octets, and a fold makes two of one. */
export const MAX_FEED_LINES = 1_000_000;

/** Calendar objects of one web calendar: a hundred a day for half a year. */
export const MAX_FEED_OBJECTS = 20_000;

/** Characters of all its objects together: each takes along the time zones that it names. */
export const MAX_FEED_TEXTS = 2 * MAX_FEED_OCTETS;

/** Redirections followed by one fetch: common are one to https and one to where the file is. */
export const MAX_REDIRECTS = 5;

/** Addresses of one host that are tried: large sites name four of each kind. */
export const MAX_WEB_ADDRESSES_TRIED = 4;

/** Milliseconds that one fetch may take with all its redirections: 16 MB in that time is 2 Mbit/s. */
export const WEB_FETCH_TIMEOUT = 60_000;

/** Fetches of one process at the same time, each with a calendar in memory. */
export const MAX_WEB_FETCHES = 8;

/** Those of them that nobody waits for: the others are for people who ask for one now. */
export const WEB_CALENDAR_LANES = 2;

/** Octets of the headers of an answer: node's own measure for a client. */
export const MAX_WEB_HEADERS = 16 * 1024;

/** Characters of an ETag or a Last-Modified that are kept: longer ones are common nowhere. */
export const MAX_VALIDATOR = 500;

/** Milliseconds between two fetches where the calendar does not say how often it changes. */
export const WEB_CALENDAR_INTERVAL = 3_600_000;

/** Milliseconds between two fetches whatever the calendar says. */
export const MIN_WEB_CALENDAR_INTERVAL = 15 * 60_000;
export const MAX_WEB_CALENDAR_INTERVAL = 24 * 3_600_000;

/** Milliseconds after a first failure; after each further one twice as long, up to the longest interval. */
export const WEB_CALENDAR_RETRY = 15 * 60_000;

/** Milliseconds that a process may be silent about a calendar that it fetches before another one takes over. */
export const WEB_CALENDAR_LEASE = 5 * 60_000;

/** Milliseconds that somebody who asks for a calendar waits for another process that fetches it, and between two looks. */
export const WEB_CALENDAR_PATIENCE = 20_000;
export const WEB_CALENDAR_LOOK = 200;

/** Octets of the body of a request that adds a web calendar: an address with room for its escapes. */
export const MAX_WEB_CALENDAR_BODY = 16 * 1024;
