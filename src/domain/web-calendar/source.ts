import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts';
import { MAX_WEB_ADDRESS } from '../limits/web-calendars.ts';

/** RFC 7617: what opens a web calendar at its server. */
export type Credentials = { readonly login: string; readonly password: string };

/**
 * Where a web calendar is. All of it is a secret: private addresses open by themselves. `url` is without credentials.
 */
export type WebSource = { readonly url: string; readonly credentials?: Credentials };

/** RFC 3986 §3.1; `webcal` and `webcals` are those of the web, and say that a calendar is there. */
const SCHEME = /^(?:https?|webcals?):/i;
/** Whatever is read as https is read as the web reads addresses: one way to write a host. */
const WEBCAL = /^webcals?:/i;

const unusable = (why: string): Refusal => refuse('web-address-unusable', why);

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const parsed = (written: string): URL | Refusal => {
  if (written.length > MAX_WEB_ADDRESS) return unusable(`An address has at most ${MAX_WEB_ADDRESS} characters.`);
  const ofTheWeb = written.replace(WEBCAL, 'https:');
  if (!URL.canParse(ofTheWeb)) return unusable('This is no address: it looks like https://example.org/calendar.ics.');
  return SCHEME.test(written)
    ? new URL(ofTheWeb)
    : unusable('The address of a web calendar begins with https, http or webcal.');
};

/**
 * A web calendar's address as somebody wrote it, its login and password taken out (RFC 3986 §3.2.1). Refuses what is no
 * address, is too long, or is of another scheme than http, https, webcal and webcals.
 */
export const readSource = (text: string): WebSource | Refusal => {
  const written = text.trim();
  const url = parsed(written);
  if (isRefusal(url)) return url;
  const [login, password] = [decoded(url.username), decoded(url.password)];
  if (login === undefined || password === undefined || /[\0-\x1f\x7f]/.test(login + password) || login.includes(':'))
    return unusable('The login or the password in the address cannot be read.');
  url.username = '';
  url.password = '';
  url.hash = '';
  const webcal = WEBCAL.exec(written)?.[0].toLowerCase();
  const href = webcal === undefined ? url.href : url.href.replace('https:', webcal);
  return { url: href, ...((login !== '' || password !== '') && { credentials: { login, password } }) };
};

/** What of an address may be shown: its host, and of the rest only that there is one. */
export const shownSource = ({ url }: WebSource): string => {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/…`;
};

/** A name for who gave none: that of the file, or of the host where the file's says nothing. */
export const nameOfSource = ({ url }: WebSource): string => {
  const { pathname, hostname } = new URL(url);
  const file = /([^/]+?)\.ics$/i.exec(decoded(pathname) ?? '')?.[1];
  return file === undefined || /^basic$|[\p{C}]/iu.test(file) ? hostname : file;
};
