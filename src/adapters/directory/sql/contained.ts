const escaped = (character: string): string => (/[\p{L}\p{N}\p{M}]/u.test(character) ? character : `\\${character}`);

const bothCases = (character: string): string => {
  const cases = [character.toLowerCase(), character.toUpperCase()].filter((one) => [...one].length === 1);
  return new Set(cases).size === 2 ? `[${cases.join('')}]` : escaped(character);
};

/**
 * A regular expression of PostgreSQL that finds a text in any case. `lower` and `ilike` know no letters but those of ASCII
 * in a database of the locale C.
 */
export const contained = (text: string): string => [...text.normalize('NFC')].map(bothCases).join('');
