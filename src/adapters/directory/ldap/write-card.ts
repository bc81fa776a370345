import { Attribute, Change, ResultCodeError } from 'ldapts';
import { foldLogin } from '../../../domain/account/login.ts';
import { type Attributes, placesOf } from '../../../domain/contact/directory-attributes.ts';
import { isCardName } from '../../../domain/contact/directory-card.ts';
import { directoryEntry } from '../../../domain/contact/directory-entry.ts';
import { isRefusal, type Refusal, refuse } from '../../../domain/kernel/refusal.ts';
import type { SourceBook } from '../../../domain/ports.ts';
import type { LdapSourceSettings } from '../../../domain/settings/user-source.ts';
import { readAddressObject } from '../../../domain/vcard/address-object.ts';
import type { Card } from '../../../domain/vcard/card.ts';
import { contactListOf } from '../../../domain/vcard/contact-list.ts';
import type { Access } from './access.ts';
import type { Connection } from './connection.ts';
import { baseOf, escapeValue } from './dn.ts';
import type { LdapEntry } from './ldap-entry.ts';
import type { Lookup } from './lookup.ts';
import { saidBy } from './password-change.ts';
import { isProxyAddresses } from './source-entry.ts';

type Values = readonly (string | Uint8Array)[];
type Changes = ReadonlyMap<string, Values>;

/** What inetOrgPerson has no attributes for: a directory may know them all the same, or none of them. */
const OFTEN_UNKNOWN = /^(?:mozilla.*|nsaimid|birth.*|vcardcategories|c)$/;

/** RFC 4511 appendix A.1: undefinedAttributeType, objectClassViolation. */
const UNKNOWN_ATTRIBUTE = new Set([17, 65]);

/**
 * Likewise: noSuchAttribute, undefinedAttributeType, constraintViolation, attributeOrValueExists, invalidAttributeSyntax,
 * namingViolation, objectClassViolation.
 */
const BAD_DATA = new Set([16, 17, 19, 20, 21, 64, 65]);

/** Likewise: strongerAuthRequired, insufficientAccessRights, unwillingToPerform, notAllowedOnNonLeaf, notAllowedOnRDN. */
const NOT_ALLOWED = new Set([8, 50, 53, 66, 67]);

const NO_SUCH_OBJECT = 32;
const ENTRY_ALREADY_EXISTS = 68;

const refusalOf = (error: ResultCodeError): Refusal | undefined => {
  if (BAD_DATA.has(error.code)) return refuse('address-data-invalid', `The directory refuses this: ${saidBy(error)}`);
  if (NOT_ALLOWED.has(error.code)) return refuse('not-allowed', `The directory does not allow this: ${saidBy(error)}`);
  if (error.code === NO_SUCH_OBJECT)
    return refuse('no-such-resource', 'The directory has no such entry, or no place for it.');
  if (error.code === ENTRY_ALREADY_EXISTS) return refuse('name-taken', 'The directory has another entry of that name.');
  return undefined;
};

/** Changes something, once, as bindDN: `done`, or what the directory refused it for. */
export const changed = <Done>(
  { asService }: Access,
  done: Done,
  work: (connection: Connection) => Promise<void>,
): Promise<Done | Refusal> =>
  asService.once(async (connection) => {
    try {
      await work(connection);
      return done;
    } catch (error) {
      const refusal = error instanceof ResultCodeError ? refusalOf(error) : undefined;
      if (refusal === undefined) throw error;
      return refusal;
    }
  });

/** Attributes by the names that the directory has for them: the first of `mapping`, and none in the others. */
const inDirectory = (settings: LdapSourceSettings, attributes: Attributes): Map<string, Values> => {
  const named = new Map<string, Values>();
  for (const [attribute, values] of attributes) {
    const [first = attribute, ...others] = placesOf(settings.mapping, attribute);
    named.set(first, values);
    for (const other of others) if (!named.has(other)) named.set(other, []);
  }
  return named;
};

const isSame = (one: Values, other: Values): boolean =>
  one.length === other.length &&
  one.every((value, at) => {
    const beside = other[at];
    if (typeof value === 'string' || typeof beside === 'string') return value === beside;
    return beside !== undefined && Buffer.compare(value, beside) === 0;
  });

/** Addresses stay in the attributes they are in; new ones go to `mail`. */
const mailChanges = (settings: LdapSourceSettings, entry: LdapEntry, wanted: Values): Map<string, Values> => {
  const folded = wanted.map((mail) => foldLogin(String(mail)));
  const others = settings.MailFieldNames.filter((name) => name.toLowerCase() !== 'mail');
  const here = entry.values('mail').map(foldLogin);
  const elsewhere = others.flatMap((name) => entry.values(name)).map((mail) => foldLogin(mail).replace(/^smtp:/, ''));
  const isMail = (mail: string): boolean => here.includes(mail) || !elsewhere.includes(mail);
  const changes = new Map<string, Values>([['mail', wanted.filter((_, at) => isMail(folded[at] ?? ''))]]);
  for (const name of others.filter((other) => !isProxyAddresses(other))) {
    const kept = entry.values(name).filter((mail) => folded.includes(foldLogin(mail)));
    if (kept.length < entry.values(name).length) changes.set(name.toLowerCase(), kept);
  }
  return changes;
};

/** What differs between two cards, in the directory's attributes; what names the entry stays. */
const changesBetween = (settings: LdapSourceSettings, entry: LdapEntry, before: Card, after: Card): Changes => {
  const [old, wanted] = [before, after].map((card) => inDirectory(settings, directoryEntry(card)));
  const changes = new Map([...(wanted ?? [])].filter(([name, values]) => !isSame(values, old?.get(name) ?? [])));
  const mails = changes.get('mail');
  if (mails !== undefined) for (const [name, values] of mailChanges(settings, entry, mails)) changes.set(name, values);
  changes.delete(settings.IDFieldName.toLowerCase());
  return changes;
};

const attributeOf = ([name, values]: readonly [name: string, values: Values]): Attribute => {
  const type = name === 'usercertificate' ? 'userCertificate;binary' : name;
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === values.length) return new Attribute({ type, values: texts });
  return new Attribute({ type, values: values.map((value) => Buffer.from(value)) });
};

const replacing = (change: readonly [name: string, values: Values]): Change =>
  new Change({ operation: 'replace', modification: attributeOf(change) });

/** Tries with all attributes, then with those that directories know. */
const withKnown = async (changes: Changes, write: (changes: Changes) => Promise<void>): Promise<void> => {
  const known = new Map([...changes].filter(([name]) => !OFTEN_UNKNOWN.test(name)));
  try {
    await write(changes);
  } catch (error) {
    const isUnknown = error instanceof ResultCodeError && UNKNOWN_ATTRIBUTE.has(error.code);
    if (!isUnknown || known.size === changes.size) throw error;
    await write(known);
  }
};

/** Changes of an LDAP source's entries, as bindDN and by those whom `modifiers` names. */
export const cardWriter = (
  settings: LdapSourceSettings,
  access: Access,
  lookup: Pick<Lookup, 'byFields'>,
  read: Pick<SourceBook, 'card'>,
): Pick<SourceBook, 'isWritableBy' | 'put' | 'remove'> => {
  const { IDFieldName, UIDFieldName, objectClasses, modifiers } = settings;
  const entryOf = (name: string, domain: string) => lookup.byFields([IDFieldName, UIDFieldName], name, domain);

  const change = async (entry: LdapEntry, name: string, card: Card, domain: string): Promise<'changed' | Refusal> => {
    const known = await read.card(name, domain);
    const before = known && readAddressObject(known.text);
    if (before === undefined || isRefusal(before)) return refuse('no-such-resource');
    if (contactListOf(before.card)) return refuse('not-allowed', 'Groups of the directory are changed there.');
    const changes = changesBetween(settings, entry, before.card, card);
    return changed(access, 'changed', (connection) =>
      withKnown(changes, async (some) => {
        if (some.size > 0) await connection.modify(entry.dn, [...some].map(replacing));
      }),
    );
  };
  const create = async (name: string, card: Card, domain: string): Promise<'created' | Refusal> => {
    const base = baseOf(settings.baseDN, domain);
    if (base === undefined || objectClasses.length === 0)
      return refuse('not-allowed', 'This directory takes no new entries: its settings name no objectClasses.');
    const id = IDFieldName.toLowerCase();
    const said = [...inDirectory(settings, directoryEntry(card))].filter(([at, { length }]) => length > 0 && at !== id);
    const own = [attributeOf(['objectClass', objectClasses]), attributeOf([IDFieldName, [name]])];
    return changed(access, 'created', (connection) =>
      withKnown(new Map(said), (some) =>
        connection.add(`${IDFieldName}=${escapeValue(name)},${base}`, [...own, ...[...some].map(attributeOf)]),
      ),
    );
  };
  return {
    isWritableBy: (login) => modifiers.some((modifier) => foldLogin(modifier) === foldLogin(login)),
    put: async (name, card, domain) => {
      if (!isCardName(name)) return refuse('name-unusable', 'A card of the directory cannot have this name.');
      if (contactListOf(card)) return refuse('not-allowed', 'Groups of the directory are changed there.');
      const entry = await entryOf(name, domain);
      return entry === undefined ? create(name, card, domain) : change(entry, name, card, domain);
    },
    remove: async (name, domain) => {
      const entry = await entryOf(name, domain);
      if (entry === undefined) return 'absent';
      return changed(access, 'removed', (connection) => connection.remove(entry.dn));
    },
  };
};
