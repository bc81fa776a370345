import { MAX_SEARCH_TEXT } from '../limits.ts';
import type { Card, Property } from '../vcard/card.ts';
import { SEARCHED } from '../vcard/filter-plan.ts';
import { addressOf, nameOf, organizationOf, spokenName } from '../vcard/names.ts';
import { byPreference, properties, text, texts } from '../vcard/property.ts';
import { searchKey } from '../vcard/search-key.ts';
import { type ContactComponent, componentOf } from './content.ts';

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

/** What a card tells about the person. Of values beyond all measure the beginning counts. */
export function quickFacts(card: Card): QuickFacts {
  const n = measured(card, 'N')[0];
  const name = n === undefined ? undefined : nameOf(n);
  const organization = organizationIn(card);
  const adr = preferred(card, 'ADR');
  return {
    givenname: name?.given.join(' ') ?? '',
    cn: commonName(card),
    sn: name?.family.join(' ') ?? '',
    screenname: preferredText(card, 'X-AIM'),
    l: adr === undefined ? '' : addressOf(adr).locality,
    mail: mailsOf(card),
    o: organization?.name ?? '',
    ou: organization?.units.join(', ') ?? '',
    telephonenumber: phoneOf(preferredText(card, 'TEL')),
    categories: [...new Set(measured(card, 'CATEGORIES').flatMap(texts))],
    component: componentOf(card),
    hascertificate: properties(card, 'KEY').some(({ value }) => value !== ''),
    ...searched(card),
  };
}

/** What somebody is called: FN, else the parts of the name, else the organisation; empty where a card says nothing of it. */
export function commonName(card: Card): string {
  const n = preferred(card, 'N');
  return preferredText(card, 'FN') || (n && spokenName(nameOf(n))) || organizationIn(card)?.name || '';
}

function organizationIn(card: Card): ReturnType<typeof organizationOf> | undefined {
  const org = preferred(card, 'ORG');
  return org && organizationOf(org);
}

/** The properties of that name, as much of them as `MAX_SEARCH_TEXT` allows, the preferred first. */
function measured(card: Card, name: string): Property[] {
  let left = MAX_SEARCH_TEXT;
  return byPreference(properties(card, name)).flatMap((of) => {
    const value = of.value.slice(0, Math.max(0, left));
    left -= of.value.length;
    return value === '' ? [] : [{ ...of, value }];
  });
}

const preferred = (card: Card, name: string): Property | undefined => measured(card, name)[0];

const preferredText = (card: Card, name: string): string => {
  const of = preferred(card, name);
  return of === undefined ? '' : text(of).trim();
};

/** All mail addresses, the preferred first, each once. */
const mailsOf = (card: Card): string[] => [
  ...new Set(
    measured(card, 'EMAIL')
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
  const keys = new Set<string>();
  let left = MAX_SEARCH_TEXT;
  for (const line of SEARCHED.flatMap((name) => properties(card, name)).flatMap(linesOf)) {
    if (line.length > left) return { searchText: [...keys].join('\n'), isSearchable: false };
    const key = searchKey(line);
    if (key === '' || keys.has(key)) continue;
    keys.add(key);
    left -= Math.max(line.length, key.length) + 1;
  }
  return { searchText: [...keys].join('\n'), isSearchable: true };
}

const linesOf = (of: Property): string[] => (of.name === 'TEL' ? [text(of), text(of).replace(/\D/g, '')] : [text(of)]);
