import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ContactList,
  contactListOf,
  type Member,
  writeAppleGroup,
  writeGroup,
  writeVlist,
} from '../../../src/domain/vcard/contact-list.ts';
import { crlf } from '../ical/support/lines.ts';
import { read, vcard } from './cards.ts';
import { sample } from './corpus.ts';

const listIn = (source: string | Uint8Array): ContactList => {
  const list = contactListOf(read(source).card);
  assert.ok(list !== undefined);
  return list;
};

const list: ContactList = {
  uid: 'l-1.vlf',
  name: 'Équipe, all',
  nickname: 'eq',
  description: 'one\ntwo',
  members: [
    { ref: '1.vcf', email: 'one@example.org', name: 'Tremblay, "Élodie"' },
    { uid: 'f3e2a8a2-7e1b-4b0e-8f7f-5c0d3b9a1c21', name: 'Two' },
    { email: 'three+x@example.org' },
  ],
};

test('SOGo’s VLIST is read', () => {
  assert.deepEqual(listIn(sample('sogo-list.vlf')), {
    uid: '4C4B-65F0A180-9-2A9C5B00.vlf',
    name: 'Équipe',
    nickname: 'eq',
    description: 'Tous, sans exception',
    members: [
      { ref: '4C4B-65F0A180-3-2A9C5B00.vcf', email: 'elodie@inverse.example', name: 'Tremblay, Élodie' },
      { ref: 'pas-id-66E2B1C400000001.vcf', name: 'Karl-Heinz Öztürk' },
      { ref: 'gone.vcf', email: 'gone@example.org' },
    ],
  });
});

test('RFC 6350 §6.6.5: a group has UUIDs, mail addresses, names of cards and other URIs', () => {
  const { members, ...rest } = listIn(sample('group-40.vcf'));
  assert.deepEqual(rest, {
    uid: 'urn:uuid:11a0e51f-d1aa-4385-8a53-e29025acd8af',
    name: 'The Doe family',
    nickname: 'Does',
    description: 'All of them',
  });
  assert.deepEqual(members, [
    { uid: '03a0e51f-d1aa-4385-8a53-e29025acd8af' },
    { email: 'jane+list@example.com' },
    { ref: 'john.vcf' },
    { ref: 'tel:+1-418-555-5555' },
  ]);
});

test('Apple’s group is read', () => {
  assert.deepEqual(listIn(sample('apple-ios-list.vcf')), {
    uid: '0E0CF3B7-9F4A-4C0B-9F6E-6D2A3C1B7A11',
    name: 'Rowing Club',
    nickname: '',
    description: '',
    members: [{ uid: '5AD380FD-B2DE-4261-BA99-DE1D1DB52FBE' }, { uid: '03a0e51f-d1aa-4385-8a53-e29025acd8af' }],
  });
});

test('a person is no list', () => {
  assert.equal(contactListOf(read(vcard('4.0', 'FN:x', 'KIND:individual')).card), undefined);
  assert.equal(contactListOf(read(sample('sogo-30.vcf')).card), undefined);
});

test('a VLIST is written as SOGo writes it', () => {
  assert.equal(
    writeVlist(list),
    crlf(
      'BEGIN:VLIST',
      'UID:l-1.vlf',
      'VERSION:1.0',
      'FN:Équipe\\, all',
      'NICKNAME:eq',
      'DESCRIPTION:one\\ntwo',
      'CARD;EMAIL=one@example.org;FN="Tremblay, \'Élodie\'":1.vcf',
      'CARD;FN=Two:f3e2a8a2-7e1b-4b0e-8f7f-5c0d3b9a1c21.vcf',
      'CARD;EMAIL=three+x@example.org:',
      'END:VLIST',
    ),
  );
});

test('a group of vCard 4.0 says the same, and is read back as it was', () => {
  assert.deepEqual(listIn(writeGroup(list)), list);
  assert.ok(writeGroup(list).includes('MEMBER;X-FN=Two:urn:uuid:f3e2a8a2-7e1b-4b0e-8f7f-5c0d3b9a1c21\r\n'));
  assert.ok(writeGroup(list).includes('MEMBER:mailto:three%2Bx@example.org\r\n'));
});

test('a UID that is a URI stays one', () => {
  const group = writeGroup({ ...list, uid: 'urn:uuid:1', members: [{ uid: 'http://a.example/2' }] });
  assert.ok(group.includes('\r\nUID:urn:uuid:1\r\n'));
  assert.ok(writeGroup(list).includes('\r\nUID;VALUE=text:l-1.vlf\r\n'));
  assert.ok(group.includes('\r\nMEMBER:http://a.example/2\r\n'));
});

test('Apple’s group names cards by their UIDs, which SOGo’s names are', () => {
  assert.deepEqual(listIn(writeAppleGroup(list)), {
    ...list,
    members: [{ uid: '1', email: 'one@example.org', name: "Tremblay, 'Élodie'" }, ...list.members.slice(1)],
  });
});

/** SOGo has names of cards where the others have UIDs. */
const referred = (write: (list: ContactList) => string, { ref, uid, email }: Member): string | undefined => {
  if (write === writeVlist) return ref ?? (uid === undefined ? email : `${uid}.vcf`);
  return (write === writeAppleGroup ? ref?.replace(/\.vcf$/, '') : ref) ?? uid ?? email;
};

test('every form is read out of every other', () => {
  for (const source of ['sogo-list.vlf', 'group-40.vcf', 'apple-ios-list.vcf']) {
    const { name, members } = listIn(sample(source));
    for (const write of [writeVlist, writeGroup, writeAppleGroup]) {
      const other = listIn(write(listIn(sample(source))));
      assert.equal(other.name, name);
      assert.deepEqual(
        other.members.map((member) => [member.name, member.ref ?? member.uid ?? member.email]),
        members.map((member) => [member.name, referred(write, member)]),
      );
    }
  }
});

test('a member of which nothing is known is none', () => {
  const source = crlf(
    'BEGIN:VLIST',
    'VERSION:1.0',
    'UID:l',
    'FN:l',
    'CARD:',
    'CARD;FN=Two:',
    'CARD:1.vcf',
    'END:VLIST',
  );
  assert.deepEqual(listIn(source).members, [{ ref: '1.vcf' }]);
  assert.ok(!writeGroup(listIn(source)).includes('mailto:'));
});
