/**
 * RFC 4918 §10.1, RFC 3744 §7.2, RFC 6352 §6.1, RFC 4791 §5.1, RFC 5689 §3.1: what this server does. Clients of SOGo split at `, `.
 * `calendarserver-principal-property-search` is the report's extension that Apple's programs look for.
 */
export const DAV_CLASSES =
  '1, 2, 3, access-control, addressbook, calendar-access, calendar-proxy, extended-mkcol, calendarserver-sharing, calendarserver-principal-property-search';
