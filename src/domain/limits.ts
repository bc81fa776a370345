/**
 * Every size, depth, count and computation that a stranger controls, with its reason. Nothing else in the code invents
 * a limit of its own.
 */

/** Largest calendar object a PUT may bring (octets): an attachment of 3.7 MB inline; well below what one append may hold. */
export const MAX_RESOURCE_SIZE = 5 * 1024 * 1024;

/** Largest XML request body (octets): a multiget of 20,000 long hrefs is about 4 MB. */
export const MAX_XML_BODY = 8 * 1024 * 1024;

/** Indexed text (names, UIDs): a B-tree row of PostgreSQL must stay below 2,704 octets; file names end at 255. */
export const MAX_NAME_OCTETS = 255;
export const MAX_UID_OCTETS = 512;

/** Nesting of a request body: filters and expand-property stay below 12; each level costs every look-up of a prefix. */
export const MAX_XML_DEPTH = 64;

/** Elements of a request body: a multiget of 20,000 hrefs, five times over. */
export const MAX_XML_ELEMENTS = 100_000;

/** Attributes of one element, declarations included: a root that declares every namespace we know has about ten. */
export const MAX_XML_ATTRIBUTES = 64;

/** Characters of one text or attribute: a VTIMEZONE with its whole history is 30,000; a free property value fits. */
export const MAX_XML_TEXT = 1024 * 1024;

/** Namespace declarations in force at one place: writers that declare anew on each element stay below four a level. */
export const MAX_XML_NAMESPACES = 256;

/** Entries of one list of a recurrence rule: BYYEARDAY and BYSETPOS name at most 366 days from either end. */
export const MAX_RULE_LIST = 732;

/** Times of day that BYHOUR, BYMINUTE and BYSECOND may multiply to: each second of an hour, far beyond any calendar. */
export const MAX_RULE_TIMES = 3600;

/**
 * Steps (candidate days, periods, starts) that one question to one series may cost: some 10 ms. A daily series over a year
 * takes 800, the 29th of February that is a Monday 60, each instance of MAX_INSTANCES two.
 */
export const MAX_RECURRENCE_STEPS = 50_000;

/** Instances that one object may give to one answer: a series every quarter of an hour for four months. */
export const MAX_INSTANCES = 12_000;

/** COUNT of a recurrence rule: an instance every second for thirty years. */
export const MAX_RULE_COUNT = 999_999_999;

/** Time zones that a client defined itself and whose changes stay computed: some 20 kB each. */
export const MAX_CACHED_ZONES = 256;

/** Recurrence rules that stay compiled: some 500 octets each; the series a busy calendar lists per request. */
export const MAX_CACHED_RULES = 20_000;

/** One content line, unfolded (UTF-16 units): an inline attachment is one line, so the object's own limit is the only one. */
export const MAX_CONTENT_LINE = MAX_RESOURCE_SIZE;

/** Parameters of one property: an attendee of Outlook or Apple carries about ten. */
export const MAX_PARAMETERS = 100;

/** Properties of one iCalendar text: 1,000 changed occurrences of 60 lines, and room for their attendees. */
export const MAX_ICAL_PROPERTIES = 100_000;

/** Components of one iCalendar text: 2,000 changed occurrences with a few alarms each. */
export const MAX_ICAL_COMPONENTS = 10_000;

/** Components inside components: VCALENDAR, VEVENT, PARTICIPANT, VLOCATION (RFC 9073) is the deepest known. */
export const MAX_ICAL_DEPTH = 8;

/** CALDAV:max-attendees-per-instance: each local attendee's copy is an event of one append, which holds 1,000. */
export const MAX_ATTENDEES = 900;

/** CALDAV:min-date-time: what Windows and so Exchange ActiveSync can say begins in 1601; Apple's year-less birthdays are of 1604. */
export const MIN_DATE_TIME = '16010101T000000Z';

/** CALDAV:max-date-time: years have four digits, and the last is left to offsets from UTC and to the ends of last events. */
export const MAX_DATE_TIME = '99981231T235959Z';

/** One append: what is larger is a run of chunks. It holds the lock of the whole log, so it is a matter of milliseconds. */
export const MAX_APPEND_EVENTS = 1000;
export const MAX_APPEND_OCTETS = 8 * 1024 * 1024;

/** Streams, scopes, holders and names in the log's indexes: half a B-tree key at most, whatever stands beside them. */
export const MAX_INDEXED_OCTETS = 512;

/** Appends of one process that wait for the log: about three seconds' worth; the next is told to come again. */
export const MAX_WAITING_APPENDS = 10_000;
export const MAX_WAITING_OCTETS = 128 * 1024 * 1024;

/** A login (octets): the longest mail address is 254, and none of those is typed by hand. */
export const MAX_LOGIN_OCTETS = 128;

/** Passwords (octets): what is hashed is read from a header that has a limit anyway; nobody types more. */
export const MAX_PASSWORD_OCTETS = 1024;

/** Password hashes computed at once: each costs 32 MB and a core for some 60 ms. */
export const MAX_PASSWORD_CHECKS = 2;

/** Logins that wait for their password check; beyond, the answer is 503 rather than a queue of minutes. */
export const MAX_WAITING_LOGINS = 200;

/** Verified passwords remembered per process: a few per device of a large site, some 200 octets each. */
export const MAX_REMEMBERED_LOGINS = 20_000;

/** Octets of all request headers together: an If header that names fifty locks is 4,000. */
export const MAX_HEADER_OCTETS = 32 * 1024;

/** Header fields of one request: browsers behind three proxies send about forty. */
export const MAX_HEADER_FIELDS = 200;

/** Open connections of one process: each costs about 20 KB; a phone or calendar program keeps two to four. */
export const MAX_CONNECTIONS = 10_000;

/** Requests of one connection that wait for those before them: calendar programs send the next after the answer. */
export const MAX_PIPELINED = 100;

/** Milliseconds for the headers to arrive, from the connection's first octet: only a stalled sender takes that long. */
export const HEADERS_TIMEOUT = 30_000;

/** Milliseconds for a whole request to arrive: 10 MB in that time is 280 kbit/s, less than any phone network in use. */
export const REQUEST_TIMEOUT = 300_000;

/** Milliseconds between two pieces of a body: mobile networks pause for ten seconds at a change of cell. */
export const BODY_IDLE_TIMEOUT = 30_000;

/** Milliseconds an idle connection is kept: longer than the 60 s after which common proxies let go of theirs. */
export const KEEP_ALIVE_TIMEOUT = 65_000;

/** Octets of a refused body that are read and thrown away, so that the client stops sending and reads the answer. */
export const MAX_DISCARDED_BODY = 64 * 1024 * 1024;

/** Milliseconds for the same: a client that still sends after this finds the connection closed. */
export const DISCARD_TIMEOUT = 5_000;

/** Resources that one If header may name: each is a look-up; a MOVE names at most its two ends and their calendars. */
export const MAX_IF_RESOURCES = 16;

/** Seconds a lock lasts at most: longer than a working day, short enough that a lost client's lock is gone tomorrow. */
export const MAX_LOCK_SECONDS = 24 * 3600;

/** Seconds a lock lasts when its client names no time: what common clients refresh within. */
export const DEFAULT_LOCK_SECONDS = 1800;

/** Locks of one principal: an editor with a window per day of a year; each is a row of some 500 octets. */
export const MAX_LOCKS = 400;

/** Octets of a LOCK's body: a lockinfo with an address as owner is 300. */
export const MAX_LOCK_BODY = 16 * 1024;

/** Repetitions of one alarm that are looked at: every five minutes for three days. */
export const MAX_ALARM_REPEATS = 1000;

/** Members of a collection that are in memory at once while it is listed: some 400 octets each. */
export const LISTING_PAGE = 2000;

/** One property that a client sets (UTF-16 units): a VTIMEZONE with its whole history or a year's availability has 30,000. */
export const MAX_PROPERTY_SIZE = 128 * 1024;

/** Properties that clients set on one resource: calendar programs set about ten each. */
export const MAX_PROPERTIES = 500;

/** Properties that one PROPPATCH sets or removes: all there may be, exchanged for others. Some are looked up. */
export const MAX_INSTRUCTIONS = 2 * MAX_PROPERTIES;

/** Resources that one expand-property may look up: a principal names five to ten others, each level again. */
export const MAX_EXPANDED = 200;

/** Levels of expand-property: clients use two. */
export const MAX_EXPAND_DEPTH = 5;

/** Calendar objects and octets of text in one step of a COPY: neighbours wait some 10 ms for it. */
export const MAX_COPIED_OBJECTS = 250;
export const MAX_COPIED_OCTETS = 4 * 1024 * 1024;

/** Conditions of one CALDAV:filter: clients send fewer than ten; each is tried on every candidate. */
export const MAX_FILTER_CONDITIONS = 100;

/** Characters of one text that a filter looks for: the UIDs of programs are shorter, and V8 finds no longer text in linear time. */
export const MAX_TEXT_MATCH = 250;

/** Octets of texts fetched in one go while a report is written, unless one object alone has more: so few that the database
 * reads the next piece while the present one is written, so many that a piece is worth a round trip. */
export const LISTING_OCTETS = 192 * 1024;

/** Octets of texts that one report may parse: 50,000 ordinary events, about two seconds. */
export const MAX_REPORT_PARSED = 64 * 1024 * 1024;

/** Steps that all series of one report may cost together: 20 questions that go to their limit, about 100 ms. */
export const MAX_REPORT_STEPS = 3_000_000;

/** Octets that CALDAV:expand may make of one object, and of all objects of a report: a text is repeated for each instance. */
export const MAX_EXPANDED_OBJECT = 16 * 1024 * 1024;
export const MAX_EXPANDED_REPORT = 64 * 1024 * 1024;

/** Hrefs of one calendar-multiget: a client's first fetch of the largest calendars known. */
export const MAX_MULTIGET = 20_000;

/** Members of one sync-collection that asked for a limit: more are held in memory to find where to cut. */
export const MAX_SYNC_LIMIT = 5000;

/** Seconds that a free-busy-query may span: ten years; clients ask for weeks. */
export const MAX_FREE_BUSY_RANGE = 3660 * 86_400;

/** Events and busy times that one free-busy-query may gather: ten a day over ten years. */
export const MAX_BUSY_OBJECTS = 40_000;
export const MAX_BUSY_PERIODS = 100_000;

/**
 * Elements below the `prop` of a PROPFIND or REPORT, and the letters of their names: each is answered for every member
 * found. The longest lists of calendar programs have sixty; with the 500 that clients may set all of a resource's fit.
 */
export const MAX_ASKED_ELEMENTS = 1000;
export const MAX_ASKED_LETTERS = 64 * 1024;

/** What is kept of a User-Agent (characters): no program needs more to be told by. */
export const MAX_USER_AGENT = 500;

/** One preference, as JSON (octets): the largest are signatures with a picture in them, and mail filters. */
export const MAX_PREFERENCE_OCTETS = 256 * 1024;

/** The name of a preference (octets): it is part of an index; SOGo's longest has about 40. */
export const MAX_PREFERENCE_KEY_OCTETS = 128;

/** Preferences of one part of an account: SOGo has some 90, and each is in the account's state. */
export const MAX_PREFERENCES = 300;

/** App passwords of one account: one for each program on each device of one person. */
export const MAX_APP_PASSWORDS = 50;

/** What an app password is called (octets): “Calendar on the old phone in the kitchen”. */
export const MAX_LABEL_OCTETS = 100;

/** Counts that limits keep in the memory of one process: one for each login or network of some minutes, some 300 octets each. */
export const MAX_LIMIT_KEYS = 100_000;

/** Seconds of the longest window or block of a limit: timers of Node.js end at 24 days. */
export const MAX_LIMIT_SECONDS = 7 * 86_400;

/** Milliseconds that a login or request waits for a shared store of counts before this process counts alone. */
export const LIMITS_PATIENCE = 1000;

/** Milliseconds that this process then counts alone before it asks the store again. */
export const LIMITS_RETRY = 5000;

/** Mail addresses of one user: aliases of a lifetime; each is compared with every attendee of his events. */
export const MAX_MAILS = 50;

/** Users of one file to import: each costs 60 ms of hashing, so this many take ten minutes. */
export const MAX_IMPORTED_USERS = 20_000;

/**
 * What a stored password hash may cost: some ten seconds of one core, and the memory of a small machine. The hash is the
 * admin's, but a slip of his must not stop the logins of everybody. bcrypt 10, 5,000 rounds of SHA-crypt, 64 MB of argon2
 * are common.
 */
export const MAX_BCRYPT_COST = 16;
export const MAX_CRYPT_ROUNDS = 3_000_000;
export const MAX_PBKDF2_ROUNDS = 10_000_000;
export const MAX_SCRYPT_LOG_COST = 18;
export const MAX_ARGON2_KIB = 1024 * 1024;
export const MAX_ARGON2_KIB_PASSES = 8 * 1024 * 1024;

/** Connections of one LDAP source, to search and again as many to check passwords: directories answer in a few ms. */
export const MAX_LDAP_CONNECTIONS = 8;

/** Requests that wait for one of them: what eight connections answer in about a second. */
export const MAX_WAITING_FOR_LDAP = 500;

/** Milliseconds for an LDAP server to accept a connection and show its certificate; then the next one is asked. */
export const LDAP_CONNECT_TIMEOUT = 5_000;

/** Milliseconds for one LDAP answer, where SOGoLDAPQueryTimeout says no less: clients give up after a minute. */
export const LDAP_ANSWER_TIMEOUT = 30_000;

/** Milliseconds an unused LDAP connection is kept: less than firewalls take to forget it without a word. */
export const LDAP_IDLE_TIMEOUT = 60_000;

/** Milliseconds an LDAP server that did not answer is asked only after all others. */
export const LDAP_PASSED_OVER = 30_000;

/** Entries looked at for one login or address: a directory that ignores accents and spaces may find a few alike. */
export const MAX_LDAP_CANDIDATES = 20;

/** Levels of groups within groups: companies nest teams in departments in sites. */
export const MAX_GROUP_DEPTH = 10;

/** Members of one group with all groups within it; more are not looked up, so they are none. */
export const MAX_GROUP_MEMBERS = 10_000;

/** Groups that one login is in, groups of groups included. */
export const MAX_GROUPS_OF_LOGIN = 1_000;

/** Entries of members that one LDAP connection looks up at the same time, and groups asked for in one search. */
export const GROUP_LOOKUPS_AT_ONCE = 32;

/** Failed logins from one network, as a multiple of those allowed for one login there: an office behind one address. */
export const NETWORK_FAILURES = 100;

/** Blocks that a process keeps in mind, some 300 octets each: of more the oldest is asked of the store again. */
export const MAX_NOTED_BLOCKS = 10_000;

/** Milliseconds that a verified password stands in for a directory that is out, from its last verification on. */
export const OUTAGE_TRUST = 3_600_000;

/** Milliseconds before a directory that is out is asked again for the same login: each question may wait for a timeout. */
export const OUTAGE_RETRY = 10_000;

/** Milliseconds without a failure after which an outage counts as over: one of several servers may still be out. */
export const OUTAGE_QUIET = 60_000;

/**
 * Rows of the audit of logins that one process makes in an hour, each of some 200 octets: of those who came in, and of
 * those who did not. Of more strangers only the network is kept, of more networks only how many.
 */
export const MAX_AUDITED_LOGINS = 50_000;
export const MAX_AUDITED_STRANGERS = 5_000;

/** Milliseconds that the audit of logins is kept: 90 days. */
export const AUDIT_RETENTION = 90 * 86_400_000;

/** A configuration file: octets, levels, values. 2,000 domains with a directory each are 3 MB. */
export const MAX_CONFIGURATION_OCTETS = 8 * 1024 * 1024;
export const MAX_CONFIGURATION_DEPTH = 32;
export const MAX_CONFIGURATION_VALUES = 200_000;

/** A filter of a user source: characters, and parentheses in each other; it is sent with every search. */
export const MAX_QUALIFIER = 4096;
export const MAX_QUALIFIER_DEPTH = 32;

/** A rule for passwords: characters of its expression, and how many characters of a kind a named rule may ask for. */
export const MAX_PASSWORD_RULE = 500;
export const MAX_PASSWORD_RULE_COUNT = 64;

/** Milliseconds that one rule for passwords may take on the longest password: more is a way to stop the server. */
export const MAX_PASSWORD_RULE_TIME = 50;

/** CARDDAV:max-resource-size (octets): two pictures of a telephone's camera as base64; well below what one append may hold. */
export const MAX_CARD_SIZE = 5 * 1024 * 1024;

/** Properties of one card: a list of everybody in a large organisation has a line for each. */
export const MAX_CARD_PROPERTIES = 20_000;

/** Cards inside cards: a person, an assistant, and the assistant's assistant. */
export const MAX_CARD_DEPTH = 3;

/** Cards of one text to import: the largest address books known, once over. */
export const MAX_CARDS = 50_000;

/** Principals that one principal-property-search tells: more than anybody reads; the client is told to be more precise. */
export const MAX_PRINCIPALS_FOUND = 100;

/** Texts that one principal-property-search has looked for in the directory: programs send one, for up to six properties. */
export const MAX_PRINCIPAL_TEXTS = 8;

/** What is kept of a card for the search, and looked at for one column (characters): 400 mail addresses; an index holds it. */
export const MAX_SEARCH_TEXT = 16 * 1024;

/** Lines of a vCard 2.1 that is not UTF-8: each is decoded by itself; the largest card in lines of base64 has 70,000. */
export const MAX_LEGACY_LINES = 100_000;

/** A picture in a directory (octets): larger ones, which clients would only scale down, are left out of its cards. */
export const MAX_DIRECTORY_PHOTO = 1024 * 1024;

/** A certificate in a directory (octets): with 4,096 bits and all extensions they have 4,000. */
export const MAX_CERTIFICATE = 16 * 1024;

/** Values of one attribute that a card shows, and characters of one value: of a note of several pages the beginning. */
export const MAX_DIRECTORY_VALUES = 50;
export const MAX_DIRECTORY_VALUE = 8 * 1024;

/** Entries that one question to a directory's address book reads, whatever its settings allow: a second of reading. */
export const MAX_DIRECTORY_ENTRIES = 10_000;

/** Cards of one answer of a directory, together (characters): with pictures of 30,000 octets, some 1,500. */
export const MAX_DIRECTORY_ANSWER = 64 * 1024 * 1024;

/** Entries that a directory gives at a time, pictures and all: others are served between two pages. */
export const DIRECTORY_PAGE = 50;

/** Address books that a directory keeps for one user, and that are shown: more than anybody has. */
export const MAX_PERSONAL_BOOKS = 200;

/** Hrefs of one addressbook-multiget in a directory, each a question of its own: what a query of some pages found. */
export const MAX_DIRECTORY_MULTIGET = 1_000;

/** How many of them are asked at a time: others find connections, too. */
export const DIRECTORY_LOOKUPS = 4;

/** People and groups that one collection is shared with: their roles are read with every write to it. More is a group's work. */
export const MAX_GRANTEES = 500;

/** Collections of others that one person subscribes to: each is a calendar in every listing of his home. */
export const MAX_SUBSCRIPTIONS = 500;
