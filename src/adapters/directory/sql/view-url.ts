/** Where a view of users is. `names` are the parts of its name: the schema, where one is given, and the view. */
export type ViewAddress = { readonly connectionString: string; readonly names: readonly string[] };

const FORM = 'postgresql://user:password@host:5432/database/view';

const decodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Reads a viewURL: that of a database, and behind it a view or `schema.view`. A sentence for the admin where it cannot be
 * used, which does not repeat it, as it holds a password.
 */
export const viewAddress = (viewURL: string): ViewAddress | string => {
  const url = URL.parse(viewURL.trim());
  if (url === null) return `viewURL is no address; it should look like ${FORM}.`;
  if (!/^postgres(ql)?:$/.test(url.protocol))
    return `viewURL begins with ${url.protocol}; Fasti reads users from PostgreSQL: ${FORM}.`;
  if (![url.username, url.password, url.pathname].every(decodable))
    return 'viewURL: a % must be written %25, or begin two hexadecimal digits.';
  const [, database = '', view = '', ...more] = url.pathname.split('/');
  const names = decodeURIComponent(view).split('.');
  if (database === '' || more.length > 0 || names.length > 2 || names.includes(''))
    return `viewURL must name a database and one view in it: ${FORM}.`;
  url.pathname = `/${database}`;
  return { connectionString: url.href, names };
};
