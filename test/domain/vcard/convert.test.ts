import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertCard } from '../../../src/domain/vcard/convert.ts';
import type { WrittenVersion } from '../../../src/domain/vcard/serialize.ts';
import { crlf } from '../ical/support/lines.ts';
import { read, vcard } from './cards.ts';

const converted = (source: string, to: WrittenVersion): string => {
  const { card, text } = read(source);
  return convertCard(card, text, to);
};

/** The lines that these become, beside an FN and an N that stay as they are. */
const between = (from: string, to: WrittenVersion, ...lines: string[]): string[] => {
  const whole = converted(vcard(from, 'FN:x', 'N:x;;;;', ...lines), to);
  const unfolded = whole.replaceAll('\r\n ', '').split('\r\n');
  assert.deepEqual(unfolded.slice(0, 4), ['BEGIN:VCARD', `VERSION:${to}`, 'FN:x', 'N:x;;;;']);
  assert.deepEqual(unfolded.slice(-2), ['END:VCARD', '']);
  return unfolded.slice(4, -2);
};
/** That both lines say the same in their versions. */
const same = (three: string, four: string): void => {
  assert.deepEqual(between('3.0', '4.0', three), [four]);
  assert.deepEqual(between('4.0', '3.0', four), [three]);
};
const kept = (line: string): void => same(line, line);

test('RFC 6352 §5.1.1: a card in the version it has is what was sent', () => {
  const source = crlf('begin:VCARD', 'FN:x', 'n:x', ' y', 'version:3.0', 'END:VCARD');
  assert.equal(converted(source, '3.0'), source);
});

test('RFC 6350 §5.3: TYPE=pref is PREF=1', () => {
  same('TEL;TYPE=HOME,pref:1', 'TEL;TYPE=HOME;PREF=1:1');
  same('EMAIL;TYPE=pref:a@b', 'EMAIL;PREF=1:a@b');
  assert.deepEqual(between('3.0', '4.0', 'TEL;type=CELL;type=VOICE;type=pref:1'), ['TEL;TYPE=CELL,VOICE;PREF=1:1']);
});

test('RFC 2426 knows one preference: it goes to the most preferred of a name', () => {
  assert.deepEqual(between('4.0', '3.0', 'TEL;PREF=9:1', 'TEL;PREF=2:2', 'EMAIL;PREF=50:a', 'TEL:3'), [
    'TEL:1',
    'TEL;TYPE=pref:2',
    'EMAIL;TYPE=pref:a',
    'TEL:3',
  ]);
});

test('RFC 6350 §A.2: types that are no more are left out', () => {
  assert.deepEqual(between('3.0', '4.0', 'EMAIL;TYPE=INTERNET,work:a', 'ADR;TYPE=dom,home,postal,parcel:;;1'), [
    'EMAIL;TYPE=work:a',
    'ADR;TYPE=home:;;1',
  ]);
});

test('RFC 6350 §6.4.1: types in quotes are types; a tel URI is its number', () => {
  assert.deepEqual(between('4.0', '3.0', 'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-555-555-5555;ext=5'), [
    'TEL;TYPE=voice,home,pref:+1-555-555-5555;ext=5',
  ]);
});

test('RFC 6350 §6.3.1: a LABEL is a parameter of the address of its types', () => {
  assert.deepEqual(
    between('3.0', '4.0', 'LABEL;TYPE=work,postal:One\\nTwo', 'ADR;TYPE=home:;;1', 'ADR;TYPE=work:;;2', 'LABEL:Three'),
    ['ADR;TYPE=home:;;1', 'ADR;TYPE=work;LABEL=One^nTwo:;;2', 'ADR;LABEL=Three:;;;;;;'],
  );
  assert.deepEqual(
    between('4.0', '3.0', 'i.ADR;TYPE=work;PREF=1;LABEL="One; ^\'1^\'^nTwo\\nThree":;;2', 'ADR;LABEL=Four:;;;;;;'),
    ['i.ADR;TYPE=work,pref:;;2', 'i.LABEL;TYPE=work,pref:One\\; "1"\\nTwo\\nThree', 'LABEL:Four'],
  );
});

test('an address that has a label already gets no second one', () => {
  assert.deepEqual(between('3.0', '4.0', 'ADR;LABEL=One:;;1', 'LABEL:Two'), [
    'ADR;LABEL=One:;;1',
    'ADR;LABEL=Two:;;;;;;',
  ]);
});

test('RFC 6350 §6.1.4, §6.6.5: a group is what Apple’s programs know for it', () => {
  same('X-ADDRESSBOOKSERVER-KIND:group', 'KIND:group');
  same('X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1', 'MEMBER:urn:uuid:1');
});

test('RFC 6350 §6.2.4, §6.7.5, §6.8.1: what is inline is a data URI', () => {
  same('PHOTO;TYPE=JPEG;ENCODING=b:/9j/', 'PHOTO:data:image/jpeg;base64,/9j/');
  same('LOGO;ENCODING=b:/9j/', 'LOGO:data:application/octet-stream;base64,/9j/');
  same('SOUND;TYPE=BASIC;ENCODING=b:AAAA', 'SOUND:data:audio/basic;base64,AAAA');
  same('KEY;TYPE=X509;ENCODING=b:MIIC', 'KEY:data:application/pkix-cert;base64,MIIC');
  same('KEY;TYPE=PGP,work;ENCODING=b:mQEN', 'KEY;TYPE=work:data:application/pgp-keys;base64,mQEN');
  same('PHOTO;VALUE=uri:http://a.example/b.gif', 'PHOTO:http://a.example/b.gif');
  same('LOGO;TYPE=GIF;VALUE=uri:ftp://a.example/b', 'LOGO;MEDIATYPE=image/gif:ftp://a.example/b');
  same('KEY;TYPE=PGP;VALUE=text:mQEN', 'KEY;TYPE=PGP;VALUE=text:mQEN');
  assert.deepEqual(between('3.0', '4.0', 'PHOTO:not encoded'), ['PHOTO:not encoded']);
});

test('RFC 6350 §6.5: places and time zones', () => {
  same('GEO:37.386013;-122.082932', 'GEO:geo:37.386013,-122.082932');
  same('GEO;VALUE=uri:http://a.example/', 'GEO;VALUE=uri:http://a.example/');
  same('TZ:-05:00', 'TZ;VALUE=utc-offset:-0500');
  same('TZ;VALUE=text:Europe/Berlin', 'TZ:Europe/Berlin');
  same('TZ;VALUE=uri:http://a.example/', 'TZ;VALUE=uri:http://a.example/');
});

test('RFC 6350 §6.2.5, §6.2.6, §6.7.4: dates without hyphens, or with parts missing', () => {
  same('BDAY:1996-04-15', 'BDAY:19960415');
  same('BDAY;VALUE=date-time:1953-10-15T23:10:00Z', 'BDAY:19531015T231000Z');
  same('BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12', 'BDAY:--0412');
  same('BDAY;VALUE=text:1985-04', 'BDAY:1985-04');
  same('BDAY;VALUE=text:circa 1800', 'BDAY;VALUE=text:circa 1800');
  same('X-ANNIVERSARY:2011-09-17', 'ANNIVERSARY:20110917');
  same('REV:1995-10-31T22:27:10Z', 'REV:19951031T222710Z');
  assert.deepEqual(between('3.0', '4.0', 'REV:1995-10-31'), ['REV:19951031T000000Z']);
  kept('REV:not a time');
});

test('RFC 6350 §6.2.7: GENDER has a letter', () => {
  same('X-GENDER:M', 'GENDER:M');
  same('X-GENDER:O;it’s complicated', 'GENDER:O;it’s complicated');
  assert.deepEqual(between('3.0', '4.0', 'X-GENDER:Female'), ['GENDER:F']);
  assert.deepEqual(between('3.0', '4.0', 'X-GENDER:yes'), ['GENDER:;yes']);
});

test('a property that stands there under its new name already is not there twice', () => {
  assert.deepEqual(between('3.0', '4.0', 'KIND:group', 'X-ADDRESSBOOKSERVER-KIND:group'), ['KIND:group']);
});

test('RFC 6350 §6.7.6: a UID is a URI, or said to be text; it stays the same', () => {
  kept('UID:urn:uuid:1');
  same('UID:5AD380FD', 'UID;VALUE=text:5AD380FD');
});

test('RFC 6350 §6.6.6: an agent elsewhere is a relation', () => {
  same('AGENT;VALUE=uri:http://a.example/b.vcf', 'RELATED;TYPE=agent:http://a.example/b.vcf');
  kept('RELATED;TYPE=spouse;VALUE=text:Ewa');
});

test('RFC 6350 §5.9: what sorts a card is a parameter of N', () => {
  const three = vcard('3.0', 'FN:x', 'N:van der Harten;Rene;;;', 'SORT-STRING:Harten\\,Rene');
  const four = vcard('4.0', 'FN:x', 'N;SORT-AS="Harten,Rene":van der Harten;Rene;;;');
  assert.equal(converted(three, '4.0'), four);
  assert.equal(converted(four, '3.0'), three);
});

test('RFC 6350 §7: what merges edits means nothing to 3.0', () => {
  assert.deepEqual(between('4.0', '3.0', 'CLIENTPIDMAP:1;urn:uuid:1', 'TEL;PID=1.1,2.1:1'), ['TEL:1']);
});

test('groups, their labels and what neither version knows stay as they are', () => {
  for (const line of [
    'item1.URL:http://a.example/',
    'item1.X-ABLabel:_$!<HomePage>!$_',
    'X-MS-CARDPICTURE;X-A="b;c":d\\;e',
    'CLASS:PRIVATE',
    'XML:<a xmlns="b"/>',
    'IMPP;X-SERVICE-TYPE=Jabber:xmpp:a',
    'CATEGORIES:a,b\\,c',
    'ORG:a\\, b;c',
    'TITLE;LANGUAGE=fr:Patron',
  ])
    assert.deepEqual(
      [between('3.0', '4.0', line), between('4.0', '3.0', line)],
      [[line.replace('ABLabel', 'ABLABEL')], [line.replace('ABLabel', 'ABLABEL')]],
    );
});

test('RFC 6868 is 4.0’s: 3.0 has no way to say a quote or a line break in a parameter', () => {
  assert.deepEqual(between('4.0', '3.0', "X-A;B=c^'d^'^ne:f"), ["X-A;B=c'd' e:f"]);
  assert.deepEqual(between('3.0', '4.0', 'X-A;B=c^d:f'), ['X-A;B=c^^d:f']);
});

test('vCard 2.1 becomes either: without encodings, charsets and cards inside', () => {
  const lines = [
    'TEL;HOME;VOICE;PREF:1',
    'NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:a, b=0D=0Ac;=C3=A9',
    'PHOTO;GIF;BASE64:',
    ' AA',
    ' AA',
    '',
    'LOGO;VALUE=URL:http://a.example/b,c',
    'ADR;WORK:;;1 St, 2;T',
    'CATEGORIES:a,b',
  ];
  assert.deepEqual(between('2.1', '3.0', ...lines), [
    'TEL;TYPE=HOME;TYPE=VOICE;TYPE=PREF:1',
    'NOTE:a\\, b\\nc\\;é',
    'PHOTO;TYPE=GIF;ENCODING=b:AAAA',
    'LOGO;VALUE=uri:http://a.example/b,c',
    'ADR;TYPE=WORK:;;1 St\\, 2;T',
    'CATEGORIES:a,b',
  ]);
  assert.deepEqual(between('2.1', '4.0', ...lines), [
    'TEL;TYPE=HOME,VOICE;PREF=1:1',
    'NOTE:a\\, b\\nc\\;é',
    'PHOTO:data:image/gif;base64,AAAA',
    'LOGO:http://a.example/b,c',
    'ADR;TYPE=WORK:;;1 St\\, 2;T',
    'CATEGORIES:a,b',
  ]);
  const [agent = ''] = between('2.1', '3.0', 'AGENT:', 'BEGIN:VCARD', 'VERSION:2.1', 'N:b', 'TEL;FAX:2', 'END:VCARD');
  assert.equal(agent, 'AGENT:BEGIN:VCARD\\nVERSION:3.0\\nFN:b\\nN:b\\nTEL\\;TYPE=FAX:2\\nEND:VCARD\\n');
});

test('RFC 2426 §3.1, RFC 6350 §6.2.1: a name that the version wants is made of what there is', () => {
  assert.equal(converted(vcard('3.0', 'FN:a'), '4.0'), vcard('4.0', 'FN:a'));
  assert.equal(converted(vcard('4.0', 'FN:a, b'), '3.0'), vcard('3.0', 'N:a\\, b;;;;', 'FN:a\\, b'));
  assert.equal(converted(vcard('3.0', 'N:Doe;Jane;;Dr.;'), '4.0'), vcard('4.0', 'FN:Dr. Jane Doe', 'N:Doe;Jane;;Dr.;'));
  assert.equal(converted(vcard('2.1', 'N:;', 'ORG:ABC'), '4.0'), vcard('4.0', 'FN:ABC', 'N:;', 'ORG:ABC'));
  assert.equal(converted(vcard('2.1', 'N:', 'EMAIL:a@b'), '4.0'), vcard('4.0', 'FN:a@b', 'N:', 'EMAIL:a@b'));
});

test('RFC 6350 §3.2: lines are folded at 75 octets, between characters', () => {
  const text = converted(vcard('4.0', 'FN:x', `NOTE:${'日本語😀'.repeat(40)}`), '3.0');
  const octets = text.split('\r\n').map((line) => new TextEncoder().encode(line).length);
  assert.ok(octets.length > 8 && octets.every((count) => count <= 75));
  assert.ok(text.isWellFormed());
  assert.ok(text.replaceAll('\r\n ', '').includes('日本語😀'.repeat(40)));
});

test('a property may have as many types as a card has room for', () => {
  const types = Array.from({ length: 300_000 }, (_, n) => `t${n}`).join(',');
  assert.deepEqual(between('3.0', '4.0', `TEL;TYPE="${types},pref":1`), [`TEL;TYPE=${types};PREF=1:1`]);
  assert.deepEqual(between('4.0', '3.0', `TEL;PREF=1;TYPE="${types}":1`), [`TEL;TYPE=${types},pref:1`]);
});
