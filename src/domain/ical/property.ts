/** Reading the tree of an iCalendar text: properties by name, their parameters, their text. */
import { splitEscaped, unescapeText } from '../text/escapes.ts';
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

/** RFC 5545 §3.3.11: the value as a person reads it. */
export const text = (of: Property): string => unescapeText(of.value);

/** RFC 5545 §3.3.11: the texts of a list such as CATEGORIES, divided at the commas that are not escaped. */
export const texts = (of: Property): string[] => splitEscaped(of.value, ',').map(unescapeText);
