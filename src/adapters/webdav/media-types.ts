/** RFC 5545 §3.1.4, §8.1 */
export const CALENDAR_TYPE = 'text/calendar; charset=utf-8';
/** RFC 6350 §10.1 */
export const CARD_TYPE = 'text/vcard; charset=utf-8';
/** SOGo's, of its lists. */
export const LIST_TYPE = 'text/x-vlist; charset=utf-8';
/** RFC 6321 §3 registers `application/calendar+xml`; SOGo's name for it is what its clients know. */
export const XCAL_TYPE = 'application/xml+calendar; charset=utf-8';
export const XML_TYPE = 'application/xml; charset=utf-8';
/** Apple's, of its configuration profiles. */
export const PROFILE_TYPE = 'application/x-apple-aspen-config';
export const PLAIN_TYPE = 'text/plain; charset=utf-8';
