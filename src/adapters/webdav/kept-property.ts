import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { type Property, type PropertyWrite, property } from './property.ts';
import type { ResourceKind } from './resource.ts';
import { clark, type XmlName } from './xml/name.ts';
import type { XmlElement } from './xml/tree.ts';

/** Says what a new value comes to, or why it cannot be. */
export type Judge = (value: XmlElement) => PropertyWrite | Refusal;

export const anything: Judge = () => ({});

export const invalid = (detail: string): Refusal => refuse('property-invalid', detail);

/** A property that is given back as the client sent it, if `judge` has nothing against it. */
export const kept = <K extends ResourceKind>(name: XmlName, on: readonly K[], judge: Judge): Property => {
  const key = clark(name);
  return property({
    name,
    on: on as readonly ResourceKind[],
    needs: ['stored'],
    read: (_, { stored }) => stored.get(key),
    write: (value) => (value === undefined ? {} : judge(value)),
  });
};
