/** Beyond ASCII nothing has a meaning, and a backslash before it would be one too many. */
const escaped = (character: string): string =>
  /[^\P{ASCII}0-9A-Za-z]/u.test(character) ? `\\${character}` : character;

const bothCases = (character: string): string => {
  const cases = [character.toLowerCase(), character.toUpperCase()].filter((one) => [...one].length === 1);
  return new Set(cases).size === 2 ? `[${cases.join('')}]` : escaped(character);
};

/**
 * A regular expression of PostgreSQL that finds a text in any case. `lower` and `ilike` know no letters but those of ASCII
 * in a database of the locale C.
 */
export const contained = (text: string): string => [...text.normalize('NFC')].map(bothCases).join('');

/**
 * A pattern for `ilike` that fits all that `contained` finds, and four times as fast: letters beyond ASCII may be any
 * character.
 */
export const perhapsContained = (text: string): string =>
  `%${text
    .normalize('NFC')
    .replace(/[\\%_]/g, '\\$&')
    .replace(/\P{ASCII}/gu, '_')}%`;
