/** Names of time zones that need no VTIMEZONE: RFC 7809 §3.1.1. */

/** Only names that exist are kept, so that strangers cannot fill it. */
const known = new Set<string>();

/** True for a name, in whatever case, of the time zone database that the platform has. */
export function isKnownZone(id: string): boolean {
  const name = id.toLowerCase();
  if (known.has(name)) return true;
  if (!/^[a-z][a-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  known.add(name);
  return true;
}
