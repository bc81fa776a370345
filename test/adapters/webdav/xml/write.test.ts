import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { clark, dav, fromClark, inverse, type XmlName } from '../../../../src/adapters/webdav/xml/name.ts';
import { isXmlProblem, parseXml } from '../../../../src/adapters/webdav/xml/parse.ts';
import { serializeElement } from '../../../../src/adapters/webdav/xml/serialize.ts';
import { elementsOf, isElement, type XmlElement } from '../../../../src/adapters/webdav/xml/tree.ts';
import { document, el, elWith, text } from '../../../../src/adapters/webdav/xml/write.ts';

const soak = Number(process.env.FASTI_SOAK ?? 1);

const parsed = (body: string): XmlElement => {
  const result = parseXml(Buffer.from(body));
  assert.ok(!isXmlProblem(result), `${JSON.stringify(result)} in ${body}`);
  return result;
};
/** The element as a reader of our multistatus sees it. */
const seen = (fragment: string): XmlElement =>
  elementsOf(parsed(document(dav('prop'), fragment as ReturnType<typeof text>)))[0]!;

describe('elements', () => {
  test("DAV: is written with the letter D, SOGo's own namespace with I", () => {
    assert.equal(el(dav('href'), text('/a&b/')), '<D:href>/a&amp;b/</D:href>');
    assert.equal(elWith(inverse('user'), { id: '<default>' }), '<I:user id="&lt;default&gt;"/>');
  });

  test('a namespace we do not know is declared on the spot', () => {
    const name = { ns: 'urn:"x"&', local: 'color' };
    assert.equal(el(name), '<X:color xmlns:X="urn:&quot;x&quot;&amp;"/>');
    assert.deepEqual(seen(el(name, el(dav('href')), el(name))).name, name);
  });

  test('a name without a namespace stays without one', () =>
    assert.deepEqual(seen(el({ ns: '', local: 'x' })).name, { ns: '', local: 'x' }));

  test('what XML cannot hold becomes U+FFFD, CR survives', () =>
    assert.equal(text('a\rb\0c\u000bd\ud800e\uffff😀\t\n'), 'a&#13;b\ufffdc\ufffdd\ufffde\ufffd😀\t\n'));

  test('any text and any attribute value come back as they were, but for what XML cannot hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        const kept = value.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');
        const element = parsed(document(dav('x'), elWith(dav('y'), { a: value }, text(value))));
        const [child] = elementsOf(element);
        assert.equal(child?.text, kept);
        assert.equal(child?.attributes[0]?.value, kept);
      }),
      { seed: 4918, numRuns: 1000 * soak },
    );
  });

  test('Clark notation goes there and back', () => {
    assert.equal(clark(dav('prop')), '{DAV:}prop');
    for (const name of [dav('prop'), { ns: '', local: 'x' }, { ns: 'a}b', local: 'c' }])
      assert.deepEqual(fromClark(clark(name)), name);
    for (const bad of ['', 'prop', '{DAV:}', '{DAV:prop']) assert.equal(fromClark(bad), undefined);
  });
});

describe('RFC 4918 §4.3: the value of a dead property comes back as it was sent', () => {
  const sent = (body: string): string => serializeElement(elementsOf(parsed(body))[0]!);

  test('prefixes, attributes, white space and mixed content', () => {
    const value = '<Z:a xmlns:Z="urn:z" Z:b="1" c="&#10;x">  <Z:d>q:name</Z:d>\n text <e/></Z:a>';
    assert.equal(sent(`<p>${value}</p>`), value);
  });

  test('a prefix declared above is declared by the value itself', () =>
    assert.equal(sent('<p xmlns:Z="urn:z"><Z:a/></p>'), '<Z:a xmlns:Z="urn:z"/>'));

  test('a default namespace above becomes its own, and may be left again below', () =>
    assert.equal(sent('<p xmlns="urn:z"><a><b xmlns=""/></a></p>'), '<a xmlns="urn:z"><b xmlns=""/></a>'));

  test('the language in force above is written on the value', () => {
    assert.equal(sent('<p xml:lang="de"><a><b/></a></p>'), '<a xml:lang="de"><b/></a>');
    assert.equal(sent('<p xml:lang="de"><a xml:lang="fr"/></p>'), '<a xml:lang="fr"/>');
  });

  test('our prefix D bound to something else by the sender does no harm', () =>
    assert.deepEqual(seen(sent('<p><D:a xmlns:D="urn:other"><D:b/></D:a></p>')).name, { ns: 'urn:other', local: 'a' }));

  /** Declarations may move; names, prefixes, attributes, language and content may not. */
  const essence = (node: XmlElement | string): unknown =>
    isElement(node) ? { ...node, namespaces: undefined, children: node.children.map(essence) } : node;

  const ncName = fc.constantFrom('a', 'b', 'x-1', 'é', '_');
  const namespace = fc.constantFrom('', 'DAV:', 'urn:a', 'urn:b&"');
  const content = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .map((value) => value.replace(/[\0-\x1f\ufffe\uffff]/g, ' '));
  const name: fc.Arbitrary<XmlName> = fc.record({ ns: namespace, local: ncName }, { noNullPrototype: true });
  const prefixFor = (ns: string, wish: string): string => (ns === '' ? '' : wish);
  const { node } = fc.letrec<{ node: XmlElement }>((tie) => ({
    node: fc
      .record({
        name,
        prefix: fc.constantFrom('', 'p', 'D'),
        attributes: fc.uniqueArray(fc.tuple(name, fc.constantFrom('p', 'q'), content), {
          selector: ([{ local }]) => local,
          maxLength: 3,
        }),
        children: fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, content, tie('node')), {
          maxLength: 4,
        }),
      })
      .map(({ name, prefix, attributes, children }): XmlElement => {
        const taken = new Map([[prefixFor(name.ns, prefix), name.ns]]);
        const merged: (XmlElement | string)[] = [];
        for (const child of children)
          if (typeof child === 'string' && typeof merged.at(-1) === 'string') merged.push(`${merged.pop()}${child}`);
          else merged.push(child);
        return {
          name,
          prefix: prefixFor(name.ns, prefix),
          lang: undefined,
          attributes: attributes.map(([name, wish, value], index) => {
            const free = (taken.get(wish) ?? name.ns) === name.ns ? wish : `r${index}`;
            const prefix = prefixFor(name.ns, free);
            taken.set(prefix, name.ns);
            return { name, prefix, value };
          }),
          namespaces: new Map(),
          children: merged,
          text: merged.filter((child) => typeof child === 'string').join(''),
        };
      }),
  }));

  test('any tree, written and parsed, is the same tree, and stays so', () => {
    fc.assert(
      fc.property(node, (tree) => {
        const once = parsed(serializeElement(tree));
        assert.deepEqual(essence(once), essence(tree));
        assert.deepEqual(parsed(serializeElement(once)), once);
      }),
      { seed: 4918, numRuns: 500 * soak },
    );
  });
});
