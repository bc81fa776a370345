import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Content } from '../../../src/domain/collection/member.ts';
import { CONTACT_COMPONENTS } from '../../../src/domain/contact/content.ts';
import { contact } from '../../../src/domain/contact/decider.ts';
import type { ContactEvent, ContactFacts } from '../../../src/domain/contact/events.ts';
import { decided } from '../../../src/domain/kernel/decider.ts';
import type { CollectionId, MemberId, Position } from '../../../src/domain/kernel/ids.ts';
import type { Claim } from '../../../src/domain/ports.ts';
import { refused, scenario, stateAfter } from '../../support/scenario.ts';

const object = 'o' as MemberId;
const book = 'b' as CollectionId;
const elsewhere = 'd' as CollectionId;
const created = (at: number) => at as Position;
const bytes = new TextEncoder().encode('card');
const kai: Content<ContactFacts> = { uid: 'kai', component: 'vcard', bytes };
const nameless: Content<ContactFacts> = { uid: undefined, component: 'vcard', bytes };
const place = { object, book, name: 'a.vcf' };

const born = (uid?: string): ContactEvent => ({
  type: 'contact-created',
  data: { ...place, ...(uid !== undefined && { uid }), component: 'vcard' },
  body: { stored: bytes },
});
const changed = (uid?: string): ContactEvent => ({
  type: 'contact-changed',
  data: { ...place, ...(uid !== undefined && { uid }), component: 'vcard', created: created(1) },
  body: { stored: bytes },
});
const deleted: ContactEvent = { type: 'contact-deleted', data: { ...place, created: created(1) } };

const named = (op: Claim['op'], at = 'b', name = 'a.vcf'): Claim => ({
  op,
  scope: `names/${at}`,
  key: name,
  holder: 'o',
});
const uid = (op: Claim['op'], at = 'b'): Claim => ({ op, scope: `uids/${at}`, key: 'kai', holder: 'o' });

const into = (collection: CollectionId) => ({ collection, components: CONTACT_COMPONENTS });
const create = (content: Content<ContactFacts>) => ({
  type: 'create-object' as const,
  object,
  into: into(book),
  name: 'a.vcf',
  content,
});
const change = (content: Content<ContactFacts>) => ({ type: 'change-object' as const, into: into(book), content });
const remove = { type: 'delete-object' as const };

test('a card takes its name and its UID in its book; without a UID its name alone', () => {
  scenario(contact, { given: [], when: create(kai), outcome: decided([born('kai')], [named('take'), uid('take')]) });
  scenario(contact, { given: [], when: create(nameless), outcome: decided([born()], [named('take')]) });
});

test('a card keeps its UID, may lose it, and may get one', () => {
  scenario(contact, { given: [born('kai')], when: change({ ...kai, uid: 'x' }), outcome: refused('uid-changed') });
  scenario(contact, { given: [born('kai')], when: change(kai), outcome: decided([changed('kai')]) });
  scenario(contact, { given: [born('kai')], when: change(nameless), outcome: decided([changed()], [uid('release')]) });
  scenario(contact, { given: [born()], when: change(kai), outcome: decided([changed('kai')], [uid('take')]) });
});

test('a moved card is the same card: the keys of both books change hands', () => {
  const moved: ContactEvent = {
    type: 'contact-moved',
    data: {
      ...{ object, book: elsewhere, name: 'b.vcf', uid: 'kai', component: 'vcard' },
      ...{ created: created(1), fromBook: book, fromName: 'a.vcf' },
    },
    body: { stored: bytes },
  };
  const taken = [named('take', 'd', 'b.vcf'), uid('take', 'd')];
  scenario(contact, {
    given: [born('kai')],
    when: { type: 'move-object', into: into(elsewhere), name: 'b.vcf', content: kai },
    outcome: decided([moved], [named('release'), uid('release'), ...taken]),
  });
});

test('a deleted card gives back what it took, and is no more', () => {
  scenario(contact, {
    given: [born('kai')],
    when: remove,
    outcome: decided([deleted], [named('release'), uid('release')]),
  });
  scenario(contact, { given: [born('kai'), deleted], when: remove, outcome: refused('no-such-resource') });
  scenario(contact, { given: [born('kai'), deleted], when: create(kai), outcome: refused('name-taken') });
});

test('what each event makes of a card', () => {
  const live = { is: 'live', object, collection: book, name: 'a.vcf', component: 'vcard', created: 1 };
  assert.deepEqual(stateAfter(contact, [born('kai')]), { ...live, uid: 'kai', etag: 'event-1' });
  assert.deepEqual(stateAfter(contact, [born('kai'), changed()]), { ...live, etag: 'event-2' });
  assert.deepEqual(stateAfter(contact, [born(), changed('kai')]), { ...live, uid: 'kai', etag: 'event-2' });
  assert.deepEqual(stateAfter(contact, [born('kai'), deleted]), { is: 'deleted' });
});
