/** Reading the tree of an iCalendar text: properties by name, their parameters, their text. */
import type { Component, Property } from './component.ts';

/** The first property of that (upper-case) name. */
export function property(component: Component, name: string): Property | undefined {
  for (const candidate of component.properties) if (candidate.name === name) return candidate;
  return undefined;
}

/** All properties of that (upper-case) name, in the order of the text. */
export const properties = (component: Component, name: string): readonly Property[] =>
  component.properties.filter((candidate) => candidate.name === name);

/** The first value of the parameter of that (upper-case) name. */
export function parameter(of: Property, name: string): string | undefined {
  for (const candidate of of.parameters) if (candidate.name === name) return candidate.values[0];
  return undefined;
}

/** RFC 5545 §3.3.11: the value as a person reads it. An escape that the standard does not know stays as it is. */
export const text = (of: Property): string => unescapeText(of.value);

/** RFC 5545 §3.3.11. */
export const unescapeText = (value: string): string =>
  value.includes('\\')
    ? value.replace(/\\([\\;,nN])/g, (_, escaped: string) => (escaped === 'n' || escaped === 'N' ? '\n' : escaped))
    : value;

/** RFC 5545 §3.3.11: the texts of a list such as CATEGORIES, divided at the commas that are not escaped. */
export function texts(of: Property): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < of.value.length; at++) {
    const character = of.value.charCodeAt(at);
    if (character === 0x5c) at += 1;
    else if (character === 0x2c) {
      parts.push(unescapeText(of.value.slice(from, at)));
      from = at + 1;
    }
  }
  parts.push(unescapeText(of.value.slice(from)));
  return parts;
}
