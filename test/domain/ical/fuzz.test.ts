import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { calendarObject, readCalendarObject } from '../../../src/domain/ical/calendar-object.ts';
import type { Component } from '../../../src/domain/ical/component.ts';
import { parseCalendar } from '../../../src/domain/ical/parse.ts';
import { select } from '../../../src/domain/ical/select.ts';
import { serialize } from '../../../src/domain/ical/serialize.ts';
import { componentElement } from '../../../src/domain/ical/xcal.ts';
import { isRefusal } from '../../../src/domain/kernel/refusal.ts';
import { escapeText } from '../../../src/domain/text/escapes.ts';
import { fold } from '../../../src/domain/text/fold.ts';
import { isProblem } from '../../../src/domain/text/problem.ts';
import { bytes, runs } from './support/lines.ts';
import { samples } from './support/samples.ts';

/** A text of a client with some pieces cut out, doubled or replaced by what might hurt. */
const mutated = fc
  .tuple(
    fc.constantFrom(...Object.values(samples)),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(40),
        fc.constantFrom(
          '',
          '\r\n',
          '\n ',
          '"',
          ';',
          ':',
          '^',
          ',',
          '=',
          '\0',
          'é',
          'BEGIN:VEVENT\r\n',
          'END:VEVENT\r\n',
          '99999999',
          '-P',
          'T',
        ),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  )
  .map(([source, edits]) =>
    edits.reduce((text, [at, length, piece]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + piece + text.slice(from + length);
    }, source),
  );

/** Each of the text's lines but empty ones belongs to one property, BEGIN or END, in order. */
function assertReproduces(component: Component, source: string): void {
  const parts = [...component.properties, ...component.components].sort((one, other) => one.start - other.start);
  let at = component.start;
  for (const { start, end, line } of parts) {
    assert.ok(start >= at && end > start);
    assert.equal(source.slice(0, start).split('\n').length, line);
    at = end;
  }
  assert.ok(component.end > at);
  for (const inner of component.components) assertReproduces(inner, source);
}

test('no octets make the reader throw', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => void calendarObject(octets)),
    runs(500),
  ));

test('no text makes the reader throw', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (source) => void readCalendarObject(source)),
    runs(300),
  ));

test('broken calendars are refused with a line of the text, or read so that their lines are found again', () =>
  fc.assert(
    fc.property(mutated, (source) => {
      const object = calendarObject(bytes(source));
      if (isRefusal(object)) {
        assert.ok(
          object.line !== undefined && object.line >= 1 && object.line <= source.split('\n').length,
          object.detail,
        );
        assert.ok((object.detail ?? '').length > 0);
        return;
      }
      assertReproduces(object.calendar, object.text);
      componentElement(object.calendar);
      const everything = {
        name: 'VCALENDAR',
        props: 'all',
        comps: [{ name: object.componentType, props: 'all', comps: 'all' }],
      } as const;
      assert.ok(!isProblem(parseCalendar(select(object.calendar, object.text, everything))));
    }),
    runs(1500),
  ));

test('reading takes time in proportion to the text', () => {
  const hostile: ((size: number) => string)[] = [
    (size) => '\r\n '.repeat(size),
    (size) => `X:${'\r\n '.repeat(size)}`,
    (size) => `X${';A="'.repeat(size)}`,
    (size) => `X;A=${'","'.repeat(size)}`,
    (size) => `X;A=${'^^n'.repeat(size)}:`,
    (size) => 'BEGIN:'.repeat(size),
    (size) => `BEGIN:VCALENDAR\n${'\n'.repeat(size)}`,
    (size) => `BEGIN:VCALENDAR\nBEGIN:VEVENT\nRDATE:${'1,'.repeat(size)}\nUID:1\nEND:VEVENT\nEND:VCALENDAR`,
    (size) => `BEGIN:VCALENDAR\nBEGIN:VEVENT\nDURATION:P${'1'.repeat(size)}\nUID:1\nEND:VEVENT\nEND:VCALENDAR`,
  ];
  for (const make of hostile) calendarObject(bytes(make(300_000)));
});

type Jcal = [string, [string, Record<string, unknown>, string, ...unknown[]][], Jcal[]];

test('ical.js reads the same names, parameters and texts out of what both accept', () => {
  const name = fc.constantFrom('SUMMARY', 'DESCRIPTION', 'LOCATION', 'COMMENT', 'CONTACT');
  const plain = fc
    .string({ unit: 'grapheme', maxLength: 60 })
    .map((value) => value.replace(/[\0-\x1f\x7f\ufffe\uffff^"]/g, '_'));
  const line = fc.tuple(
    name,
    fc.option(plain, { nil: undefined }),
    plain.map((value) => value.replaceAll('_', '\n')),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const source = serialize({
        name: 'VCALENDAR',
        properties: [],
        components: [
          {
            name: 'VEVENT',
            properties: lines.map(([each, cn, value]) => ({
              name: each,
              parameters: cn === undefined ? [] : [{ name: 'X-CN', values: [cn] }],
              value: escapeText(value),
            })),
          },
        ],
      });
      const theirs = (ICAL.parse(source) as Jcal)[2][0]![1].map(([each, parameters, , value]) => [
        each.toUpperCase(),
        parameters['x-cn'],
        value,
      ]);
      assert.deepEqual(
        theirs,
        lines.map(([each, cn, value]) => [each, cn, value]),
      );
      const ours = parseCalendar(source);
      assert.ok(!isProblem(ours));
      assert.deepEqual(
        ours[0]!.components[0]!.properties.map((each) => [each.name, each.parameters[0]?.values[0], each.value]),
        lines.map(([each, cn, value]) => [each, cn, escapeText(value)]),
      );
    }),
    runs(200),
  );
});

test('ical.js finds the same tree in what the clients write', () => {
  const ours = (component: Component): unknown => [
    component.name.toLowerCase(),
    component.properties.map(({ name }) => name.toLowerCase()),
    component.components.map(ours),
  ];
  const theirs = ([name, properties, components]: Jcal): unknown => [
    name,
    properties.map(([each]) => each),
    components.map(theirs),
  ];
  for (const [client, source] of Object.entries(samples)) {
    const object = readCalendarObject(source);
    assert.ok(!isRefusal(object));
    assert.deepEqual(ours(object.calendar), theirs(ICAL.parse(source) as Jcal), client);
  }
});

test('refolding changes nothing that is read', () => {
  for (const source of Object.values(samples)) {
    const refolded = source
      .replace(/\r?\n[ \t]/g, '')
      .split(/\r?\n/)
      .filter((each) => each !== '')
      .map(fold)
      .join('');
    const values = (text: string) => {
      const tree = parseCalendar(text);
      assert.ok(!isProblem(tree));
      return tree[0]!.components.map((each) =>
        each.properties.map(({ name, parameters, value }) => [name, parameters, value]),
      );
    };
    assert.deepEqual(values(refolded), values(source));
  }
});
