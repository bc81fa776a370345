import type { ClientConfig } from 'pg';

/** A connection, or the sentence that tells the operator what is wrong with the address and what to set instead. */
export type ParsedConnection =
  | { readonly is: 'connection'; readonly connection: ClientConfig }
  | { readonly is: 'problem'; readonly problem: string };

const EXAMPLE = 'postgresql://user:password@host:5432/database';

const OTHER_DATABASES = new Set(['mysql:', 'mariadb:', 'oracle:', 'http:', 'https:']);

/** libpq's sslmode. Without a certificate authority of its own, `require` encrypts and does not check who answers. */
const TLS: Readonly<Record<string, ClientConfig['ssl']>> = {
  disable: false,
  require: { rejectUnauthorized: false },
  'verify-full': true,
};

const problem = (sentence: string): ParsedConnection => ({ is: 'problem', problem: sentence });

/** `URL` wants a host where there are credentials; PostgreSQL takes `user@/database?host=/folder`. */
const toUrl = (text: string): URL | undefined =>
  URL.parse(text.trim().replace(/^postgres(ql)?:\/\/([^/@]*@)?\//, 'postgresql://$2localhost/')) ?? undefined;

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const sslOf = (url: URL): ClientConfig['ssl'] | 'unknown' => {
  const mode = url.searchParams.get('sslmode');
  return mode === null ? false : Object.hasOwn(TLS, mode) ? TLS[mode] : 'unknown';
};

const connectionOf = (url: URL, name: string): ParsedConnection => {
  const parts = [url.username, url.password, url.pathname.split('/')[1] ?? ''].map(decoded);
  const [user, password, database] = parts;
  if (user === undefined || password === undefined || database === undefined) {
    return problem(`${name}: a % in the address must be written %25, or begin two hexadecimal digits.`);
  }
  if (database === '') return problem(`${name} names no database; it should look like ${EXAMPLE}.`);
  const ssl = sslOf(url);
  if (ssl === 'unknown') return problem(`${name}: sslmode is one of ${Object.keys(TLS).join(', ')}.`);
  const host = url.searchParams.get('host') ?? decoded(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  return {
    is: 'connection',
    connection: {
      host: host === undefined || host === '' ? 'localhost' : host,
      port: url.port === '' ? 5432 : Number(url.port),
      database,
      ...(user === '' ? {} : { user }),
      ...(password === '' ? {} : { password }),
      ...(ssl === undefined || ssl === false ? {} : { ssl }),
    },
  };
};

/**
 * Reads a PostgreSQL address: `postgresql://…` as everywhere, and as SOGo writes it, with a table as the last part of
 * the path, which is not used. `name` is the key it was set with, for the sentence that says what is wrong; the address
 * itself is never repeated, as it holds a password.
 */
export const parseConnectionUrl = (text: string, name: string): ParsedConnection => {
  const url = toUrl(text);
  if (url === undefined) return problem(`${name} is not an address; it should look like ${EXAMPLE}.`);
  if (OTHER_DATABASES.has(url.protocol)) {
    return problem(
      `${name} names a ${url.protocol.slice(0, -1)} database, and Fasti keeps its log in PostgreSQL: ` +
        `set ${EXAMPLE}, or nothing to use the one that comes with it.`,
    );
  }
  if (!['postgresql:', 'postgres:'].includes(url.protocol)) {
    return problem(`${name} begins with ${url.protocol}; it should look like ${EXAMPLE}.`);
  }
  if (url.pathname.split('/').length > 3)
    return problem(`${name} has too long a path; it should look like ${EXAMPLE}.`);
  return connectionOf(url, name);
};
