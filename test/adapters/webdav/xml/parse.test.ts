import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { caldav, dav } from '../../../../src/adapters/webdav/xml/name.ts';
import { isXmlProblem, parseXml, type XmlLimits } from '../../../../src/adapters/webdav/xml/parse.ts';
import { childOf, elementsOf, type XmlElement } from '../../../../src/adapters/webdav/xml/tree.ts';

const soak = Number(process.env.FASTI_SOAK ?? 1);

const tree = (body: string | Uint8Array, charset?: string): XmlElement => {
  const parsed = parseXml(typeof body === 'string' ? Buffer.from(body) : body, { charset });
  assert.ok(!isXmlProblem(parsed), JSON.stringify(parsed));
  return parsed;
};

const complaint = (body: string | Uint8Array, limits?: Partial<XmlLimits>, charset?: string): string => {
  const parsed = parseXml(typeof body === 'string' ? Buffer.from(body) : body, { charset, ...(limits && { limits }) });
  assert.ok(isXmlProblem(parsed), 'the body was accepted');
  return parsed.message;
};

describe('a request body becomes a tree', () => {
  test('names are namespace and local part, whatever the prefix', () => {
    for (const body of ['<propfind xmlns="DAV:"/>', '<D:propfind xmlns:D="DAV:"/>', '<x:propfind xmlns:x="DAV:"/>'])
      assert.deepEqual(tree(body).name, dav('propfind'));
  });

  test('white space between elements is kept as text and passed over by the readers of structure', () => {
    const root = tree(
      '<propfind xmlns="DAV:">\n <prop>\n  <C:x xmlns:C="urn:ietf:params:xml:ns:caldav"/>\n </prop>\n</propfind>',
    );
    assert.equal(root.children.length, 3);
    const prop = childOf(root, dav('prop'));
    assert.ok(prop);
    assert.deepEqual(
      elementsOf(prop).map((element) => element.name),
      [caldav('x')],
    );
  });

  test('text, character references, CDATA and comments make one piece of text', () => {
    const root = tree('<a>x&amp;&#x20AC;<![CDATA[<&]]><!-- not this -->y</a>');
    assert.deepEqual(root.children, ['x&€<&y']);
    assert.equal(root.text, 'x&€<&y');
  });

  test('what a property value must keep is there: prefixes, declarations, attributes, the language in force', () => {
    const root = tree('<p xmlns:q="urn:q" xml:lang="de"><q:a q:b="1" c="2">x</q:a></p>');
    const [a] = elementsOf(root);
    assert.ok(a);
    assert.deepEqual([...root.namespaces], [['q', 'urn:q']]);
    assert.equal(a.prefix, 'q');
    assert.equal(a.lang, 'de');
    assert.deepEqual(a.attributes, [
      { name: { ns: 'urn:q', local: 'b' }, prefix: 'q', value: '1' },
      { name: { ns: '', local: 'c' }, prefix: '', value: '2' },
    ]);
  });

  test('a text that spans many slices of the tokenizer is one text', () => {
    const long = 'é€😀x\r\n'.repeat(40_000);
    assert.equal(tree(`<a>${long}</a>`).text, long.replaceAll('\r\n', '\n'));
  });

  test('after a refused body the next one is read as if nothing had been', () => {
    complaint('<a xmlns:x="urn:x"><b c="');
    assert.deepEqual(tree('<a>1</a>').children, ['1']);
  });
});

describe('encodings', () => {
  const utf16 = (text: string, swap: boolean): Buffer => {
    const octets = Buffer.from(`\ufeff${text}`, 'utf16le');
    return swap ? octets.swap16() : octets;
  };
  const declared = (encoding: string, text: string): string =>
    `<?xml version="1.0" encoding="${encoding}"?><a>${text}</a>`;
  const bodies: [string, Uint8Array, string | undefined, string][] = [
    ['UTF-8 by default', Buffer.from('<a>Zoë €</a>'), undefined, 'Zoë €'],
    ['UTF-8 with a mark', Buffer.from('\ufeff<a>Zoë</a>'), undefined, 'Zoë'],
    ['UTF-16 little-endian', utf16('<a>Zoë</a>', false), undefined, 'Zoë'],
    ['UTF-16 big-endian', utf16(declared('UTF-16', 'Zoë'), true), 'utf-16', 'Zoë'],
    ['ISO-8859-1 declared', Buffer.from(declared('ISO-8859-1', 'Zoë'), 'latin1'), undefined, 'Zoë'],
    ['ISO-8859-1 by charset', Buffer.from('<a>Zoë</a>', 'latin1'), 'ISO-8859-1', 'Zoë'],
    ['windows-1252 declared', Buffer.from(declared('windows-1252', '\x80 \x9f'), 'latin1'), undefined, '€ Ÿ'],
    ['the charset wins over the declaration', Buffer.from(declared('iso-8859-1', 'Zoë')), 'utf-8', 'Zoë'],
    ['the mark wins over both', Buffer.from(`\ufeff${declared('iso-8859-1', 'Zoë')}`), 'latin1', 'Zoë'],
  ];
  for (const [what, octets, charset, text] of bodies) test(what, () => assert.equal(tree(octets, charset).text, text));

  test('another encoding is refused by name', () => {
    assert.match(complaint(declared('Shift_JIS', 'x')), /"Shift_JIS"/);
    assert.match(complaint('<a/>', {}, 'utf-7'), /"utf-7"/);
  });

  test('octets that are not what they claim are refused', () => {
    assert.match(complaint(Buffer.from('<a>\xff</a>', 'latin1')), /not valid UTF-8/);
    assert.match(complaint(Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf])), /not valid UTF-8/);
    assert.match(complaint(declared('utf-16', 'x')), /not valid utf-16/);
    assert.match(complaint(Buffer.concat([utf16('<a/>', false), Buffer.from([0])])), /not valid UTF-16/);
  });
});

describe('a hostile or broken body is refused', () => {
  const bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>';
  const refused: [string, string, RegExp][] = [
    ['entity bomb', bomb, /document type/],
    ['external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /document type/],
    ['external subset', '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>', /document type/],
    ['unknown entity', '<a>&nbsp;</a>', /undefined entity/],
    ['entity named like a method', '<a>&toString;&constructor;</a>', /undefined entity/],
    ['unbound prefix', '<D:a/>', /unbound namespace prefix/],
    ['unbound prefix of an attribute', '<a D:b="c"/>', /unbound namespace prefix/],
    ['prefix bound to nothing', '<a xmlns:b=""/>', /undefine prefix/],
    ['duplicate attribute', '<a b="1" b="2"/>', /duplicate attribute/],
    ['duplicate attribute under two prefixes', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>', /duplicate attribute/],
    ['bad nesting', '<a><b></a></b>', /unexpected close tag/],
    ['open end', '<a><b>', /unclosed tag/],
    ['two roots', '<a/><b/>', /only one root/],
    ['empty', '', /root element/],
    ['only text', 'BEGIN:VCALENDAR', /outside of root|root element/],
    ['NUL', '<a>\0</a>', /disallowed character/],
    ['reference to a control character', '<a>&#1;</a>', /malformed character entity/],
    ['control character under XML 1.1', '<?xml version="1.1"?><a>&#1;</a>', /malformed character entity/],
    ['reference to half a surrogate pair', '<a>&#xD800;</a>', /malformed character entity/],
    ['less-than in an attribute', '<a b="<"/>', /disallowed character/],
  ];
  for (const [what, body, message] of refused) test(what, () => assert.match(complaint(body), message));

  test('the place is named, counted from one', () => {
    assert.deepEqual(parseXml(Buffer.from('<a>\n  <b></c>\n</a>')), {
      is: 'problem',
      line: 2,
      column: 10,
      message: 'unexpected close tag.',
    });
  });
});

describe('limits', () => {
  const many = (count: number, piece: (n: number) => string): string =>
    Array.from({ length: count }, (_, n) => piece(n)).join('');
  const cases: [keyof XmlLimits, number, string, string][] = [
    ['octets', 8, '<a>1</a>', '<a>12</a>'],
    ['depth', 3, '<a><b><c/></b></a>', '<a><b><c><d/></c></b></a>'],
    ['elements', 3, '<a><b/><c/></a>', '<a><b/><c/><d/></a>'],
    ['attributes', 2, '<a b="" c=""/>', '<a b="" c="" d=""/>'],
    ['text', 4, '<a b="1234">1&amp;34</a>', '<a b="12345"/>'],
    ['text', 4, '<a>1234</a>', '<a>12<!---->345</a>'],
    [
      'namespaces',
      2,
      '<a xmlns:x="u"><b xmlns:y="v"/><b xmlns:y="v"/></a>',
      '<a xmlns:x="u"><b xmlns:y="v" xmlns:z="w"/></a>',
    ],
  ];
  for (const [limit, bound, last, first] of cases)
    test(`${limit}: up to the bound and not past it`, () => {
      const limits = { [limit]: bound };
      assert.ok(!isXmlProblem(parseXml(Buffer.from(last), { limits })));
      assert.match(complaint(first, limits), new RegExp(` ${bound} `));
    });

  test('megabytes of depth, attributes or text are refused by the limits that hold without asking', () => {
    assert.match(complaint('<a>'.repeat(1_000_000)), /nested deeper/);
    assert.match(complaint(`<a ${many(300_000, (n) => `b${n}="" `)}/>`), /attributes on one element/);
    assert.match(complaint(`<a>${'x'.repeat(2_000_000)}</a>`), /text longer/);
    assert.match(complaint(`<a>${many(200_000, () => '<b/>')}</a>`), /more than 100000 elements/);
  });
});

test('whatever the octets, the answer is a tree or a problem', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    'a',
    'b:',
    'xmlns',
    '="',
    '"',
    '&',
    ';',
    '#x41',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<?',
    '?>',
    '\n',
    'é',
    '<!DOCTYPE',
    '<a>',
    '</a>',
    '<a ',
  );
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
    fc.uint8Array({ maxLength: 60 }),
  );
  fc.assert(
    fc.property(
      bytes,
      fc.option(fc.constantFrom('utf-8', 'latin1', 'utf-16', 'x'), { nil: undefined }),
      (octets, charset) => {
        const parsed = parseXml(octets, { charset });
        assert.equal(isXmlProblem(parsed), !('children' in parsed));
      },
    ),
    { seed: 4918, numRuns: 2000 * soak },
  );
});
