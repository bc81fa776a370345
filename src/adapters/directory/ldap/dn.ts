/** RFC 4514 §2.4: a value as it stands in a DN, whatever is in it. */
export const escapeValue = (value: string): string =>
  value.replace(/^[ #]| $|["+,;<>\\=]|\0/g, (special) => (special === '\0' ? '\\00' : `\\${special}`));

const parts = (dn: string): readonly string[] =>
  (dn.match(/(?:\\.|[^\\,])+/gsu) ?? []).map((part) =>
    part
      .trim()
      .replace(/\s*=\s*/, '=')
      .toLowerCase(),
  );

/** A DN as two of them are compared: without spaces around its parts, in lower case. */
export const foldDn = (dn: string): string => parts(dn).join(',');

/** Of how many names a DN consists. */
export const depthOf = (dn: string): number => parts(dn).length;

/** Whether the first DN is the second or stands somewhere below it. */
export const isWithin = (dn: string, base: string): boolean => {
  const [below, above] = [parts(dn), parts(base)];
  return (
    above.length > 0 && above.length <= below.length && above.every((part, i) => part === below.at(i - above.length))
  );
};

/** SOGo's `%d` in a base DN stands for the domain of the login; undefined where it is needed and there is none. */
export const baseOf = (baseDN: string, domain: string): string | undefined => {
  if (!baseDN.includes('%d')) return baseDN;
  return domain === '' ? undefined : baseDN.replaceAll('%d', () => escapeValue(domain));
};
