/** A whole calendar in XML, as `<calendar>.xml` offers it: RFC 6321. */
import { escapeText } from '../text/escapes.ts';
import type { Parameter } from '../text/parameter.ts';
import type { Component, Property } from './component.ts';
import { type CalendarWriter, componentsOf, unseenZones } from './export-calendar.ts';
import { PRODUCT } from './serialize.ts';
import { element, valueElements } from './xcal-value.ts';

/** Writes calendar objects into one XML document, as `calendarWriter` does into one text. */
export function xcalWriter(name: string): CalendarWriter {
  const isNew = unseenZones();
  const header = [
    ['METHOD', 'PUBLISH'],
    ['PRODID', PRODUCT],
    ['VERSION', '2.0'],
  ].map(
    ([property = '', value = '']) => `<${property.toLowerCase()}>${element('text', value)}</${property.toLowerCase()}>`,
  );
  const calendarName = `<x-wr-calname>${element('unknown', escapeText(name))}</x-wr-calname>`;
  return {
    head:
      '<?xml version="1.0" encoding="utf-8"?>\n<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar>' +
      `<properties>${header.join('')}${calendarName}</properties><components>`,
    object: (text) => componentsOf(text).filter(isNew).map(componentElement).join(''),
    tail: '</components></vcalendar></icalendar>\n',
  };
}

/** RFC 6321 §3.3. */
export function componentElement(component: Component): string {
  const tag = tagOf(component.name);
  const inside = [
    group('properties', component.properties.map(propertyElement)),
    group('components', component.components.map(componentElement)),
  ];
  return `<${tag}>${inside.join('')}</${tag}>\n`;
}

/** RFC 6321 §3.4. */
function propertyElement(of: Property): string {
  const tag = tagOf(of.name);
  const parameters = of.parameters.filter(({ name }) => name !== 'VALUE').map(parameterElement);
  return `<${tag}>${group('parameters', parameters)}${valueElements(of)}</${tag}>`;
}

const PARAMETER_TYPES: Readonly<Record<string, string>> = {
  ALTREP: 'uri',
  'DELEGATED-FROM': 'cal-address',
  'DELEGATED-TO': 'cal-address',
  DIR: 'uri',
  MEMBER: 'cal-address',
  RSVP: 'boolean',
  'SENT-BY': 'cal-address',
};

/** RFC 6321 §3.5. */
function parameterElement({ name, values }: Parameter): string {
  const [tag, type] = [tagOf(name), PARAMETER_TYPES[name] ?? 'text'];
  const written = values.map((value) => element(type, type === 'boolean' ? value.toLowerCase() : value));
  return `<${tag}>${written.join('')}</${tag}>`;
}

const group = (tag: string, inside: readonly string[]): string =>
  inside.length === 0 ? '' : `<${tag}>${inside.join('')}</${tag}>`;

/** An element's name begins with a letter or an underscore (XML 1.0 §2.3); that of an iCalendar property need not. */
const tagOf = (name: string): string => (/^[A-Z_]/.test(name) ? name.toLowerCase() : `_${name.toLowerCase()}`);
