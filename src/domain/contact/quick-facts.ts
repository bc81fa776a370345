import { MAX_SEARCH_TEXT } from '../limits.ts';
import type { Card, Property } from '../vcard/card.ts';
import { SEARCHED } from '../vcard/filter-plan.ts';
import { addressOf, nameOf, organizationOf, spokenName } from '../vcard/names.ts';
import { byPreference, properties, property, text, texts } from '../vcard/property.ts';
import { searchKey } from '../vcard/search-key.ts';
import type { ContactComponent } from './content.ts';

/** SOGo's table of contacts, column by column (`c_cn` is `cn`): what listings and searches show of a card. */
export type QuickFacts = {
  readonly givenname: string;
  readonly cn: string;
  readonly sn: string;
  readonly screenname: string;
  readonly l: string;
  /** All addresses, the preferred first. */
  readonly mail: readonly string[];
  readonly o: string;
  readonly ou: string;
  readonly telephonenumber: string;
  readonly categories: readonly string[];
  readonly component: ContactComponent;
  readonly hascertificate: boolean;
  /** Search keys of names, mails, organisation and phones, a line each; phones also as digits alone. */
  readonly searchText: string;
  /** False where `searchText` had to end before all of them were in it. */
  readonly isSearchable: boolean;
};

/** What a card tells about the person. */
export function quickFacts(card: Card): QuickFacts {
  const n = property(card, 'N');
  const name = n === undefined ? undefined : nameOf(n);
  const org = preferred(card, 'ORG');
  const organization = org === undefined ? undefined : organizationOf(org);
  const adr = preferred(card, 'ADR');
  const spoken = name === undefined ? '' : spokenName(name);
  return {
    givenname: name?.given.join(' ') ?? '',
    cn: preferredText(card, 'FN') || spoken || organization?.name || '',
    sn: name?.family.join(' ') ?? '',
    screenname: preferredText(card, 'X-AIM'),
    l: adr === undefined ? '' : addressOf(adr).locality,
    mail: mailsOf(card),
    o: organization?.name ?? '',
    ou: organization?.units.join(', ') ?? '',
    telephonenumber: phoneOf(preferredText(card, 'TEL')),
    categories: [...new Set(properties(card, 'CATEGORIES').flatMap(texts))],
    component: card.name === 'VLIST' ? 'vlist' : 'vcard',
    hascertificate: properties(card, 'KEY').some(({ value }) => value !== ''),
    ...searched(card),
  };
}

const preferred = (card: Card, name: string): Property | undefined => byPreference(properties(card, name))[0];

const preferredText = (card: Card, name: string): string => {
  const of = preferred(card, name);
  return of === undefined ? '' : text(of).trim();
};

/** All mail addresses, the preferred first, each once. */
export const mailsOf = (card: Card): string[] => [
  ...new Set(
    byPreference(properties(card, 'EMAIL'))
      .map((of) =>
        text(of)
          .trim()
          .replace(/^mailto:/i, ''),
      )
      .filter((mail) => mail !== ''),
  ),
];

/** RFC 6350 §6.4.1: a phone may be a `tel` URI. */
const phoneOf = (value: string): string => value.replace(/^tel:/i, '');

/** Whatever a filter may look for in the searched properties is in here: each value as a filter sees it. */
function searched(card: Card): Pick<QuickFacts, 'searchText' | 'isSearchable'> {
  const lines = SEARCHED.flatMap((name) => properties(card, name)).flatMap((of) =>
    of.name === 'TEL' ? [text(of), text(of).replace(/\D/g, '')] : [text(of)],
  );
  const whole = [...new Set(lines.map(searchKey))].filter((line) => line !== '').join('\n');
  return { searchText: whole.slice(0, MAX_SEARCH_TEXT), isSearchable: whole.length <= MAX_SEARCH_TEXT };
}
