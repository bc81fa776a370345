/**
 * The "date and time" copy of a calendar object, for who may know when and not what. Nothing that a person could have
 * written is copied: times are read and written anew, zones have names of the database or a number.
 */
import { type CalendarObject, itemsOf } from './calendar-object.ts';
import type { Classification, Component, ComponentType, Property } from './component.ts';
import { parseDuration, parsePeriod, parseTime } from './date-time.ts';
import { type Clocks, clockNamed } from './moment.ts';
import { parameter, property } from './property.ts';
import { isRuleProblem, knownParts, parseRule } from './recurrence-rule.ts';
import { PRODUCT, serialize, type WrittenComponent, type WrittenProperty } from './serialize.ts';
import { utcOffset } from './value-rules.ts';

/** SOGo's words; it has none for journal entries. */
const SUMMARIES: Readonly<Record<ComponentType, Readonly<Record<Classification, string>>>> = {
  VEVENT: { PUBLIC: '(Public event)', PRIVATE: '(Private event)', CONFIDENTIAL: '(Confidential event)' },
  VTODO: { PUBLIC: '(Public task)', PRIVATE: '(Private task)', CONFIDENTIAL: '(Confidential task)' },
  VJOURNAL: { PUBLIC: '(Public entry)', PRIVATE: '(Private entry)', CONFIDENTIAL: '(Confidential entry)' },
};

/**
 * The text of the reduced copy: VERSION, PRODID, when each component is and recurs, the VTIMEZONEs for that, a summary
 * that tells type and class, `uid` (which tells nothing, and needs no escapes) and X-SOGO-SECURE. Values that cannot be
 * read are left out, as they are when times are computed.
 */
export function reducedCopy(object: CalendarObject, classification: Classification, uid: string): string {
  const zones = new ZoneNames(object.timezones);
  const told: readonly WrittenProperty[] = [
    { name: 'UID', value: uid },
    { name: 'SUMMARY', value: SUMMARIES[object.componentType][classification] },
    { name: 'X-SOGO-SECURE', value: 'YES' },
  ];
  const items = itemsOf(object).map(({ name, properties }) => ({
    name,
    properties: [...shown(properties, WHEN, zones), ...told],
  }));
  return serialize({
    name: 'VCALENDAR',
    properties: [
      { name: 'VERSION', value: '2.0' },
      { name: 'PRODID', value: property(object.calendar, 'PRODID')?.value ?? PRODUCT },
    ],
    components: [...zones.definitions(), ...items],
  });
}

/** What is shown of a property; undefined when its value cannot be read. */
type Shown = (of: Property, zones: ZoneNames) => WrittenProperty | undefined;

const shown = (all: readonly Property[], by: ReadonlyMap<string, Shown>, zones: ZoneNames): WrittenProperty[] =>
  all.map((of) => by.get(of.name)?.(of, zones)).filter((each) => each !== undefined);

/** RFC 5545 §3.3.4, §3.3.5, §3.3.9: one time or a list. The parameters follow from the values. */
const times: Shown = (of, zones) => {
  const values = of.value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => parseTime(each) !== undefined || parsePeriod(each) !== undefined);
  const [first] = values;
  if (first === undefined) return undefined;
  const type = first.includes('/') ? 'PERIOD' : first.includes('T') ? undefined : 'DATE';
  const isLocal = values.some((each) => each.includes('T') && !each.includes('Z'));
  const tzid = isLocal ? zones.nameFor(parameter(of, 'TZID')) : undefined;
  return {
    name: of.name,
    parameters: [
      ...(type === undefined ? [] : [{ name: 'VALUE', values: [type] }]),
      ...(tzid === undefined ? [] : [{ name: 'TZID', values: [tzid] }]),
    ],
    value: values.join(','),
  };
};

/** RFC 5545 §3.8.4.4: it may stand for all that follow. */
const recurrenceId: Shown = (of, zones) => {
  const written = times(of, zones);
  if (written === undefined || parameter(of, 'RANGE')?.toUpperCase() !== 'THISANDFUTURE') return written;
  return { ...written, parameters: [...(written.parameters ?? []), { name: 'RANGE', values: ['THISANDFUTURE'] }] };
};

const duration: Shown = ({ name, value }) => (parseDuration(value) === undefined ? undefined : { name, value });

const rule: Shown = ({ name, value }) =>
  isRuleProblem(parseRule(value)) ? undefined : { name, value: knownParts(value) };

const offset: Shown = (of) => (utcOffset(of) === undefined ? { name: of.name, value: of.value } : undefined);

/** SOGo's list, with DURATION and RDATE: without them events would lose their end, or occurrences. */
const WHEN: ReadonlyMap<string, Shown> = new Map([
  ['DTSTAMP', times],
  ['DTSTART', times],
  ['DTEND', times],
  ['DUE', times],
  ['DURATION', duration],
  ['RECURRENCE-ID', recurrenceId],
  ['RRULE', rule],
  ['EXRULE', rule],
  ['RDATE', times],
  ['EXDATE', times],
]);

/** RFC 5545 §3.6.5, without names and comments. */
const ONSET: ReadonlyMap<string, Shown> = new Map([
  ['DTSTART', times],
  ['RRULE', rule],
  ['RDATE', times],
  ['TZOFFSETFROM', offset],
  ['TZOFFSETTO', offset],
]);

/** The zones of one copy. A TZID is a text of its own: a person may have written anything into it. */
class ZoneNames {
  readonly #clocks: Clocks;
  readonly #used = new Set<string>();

  constructor(timezones: readonly Component[]) {
    this.#clocks = { timezones, own: [] };
  }

  /** The name in the database, or a number for a zone of the object's own; undefined for one that nobody knows. */
  nameFor(tzid: string | undefined): string | undefined {
    const name = this.#nameOf(tzid);
    if (name !== undefined) this.#used.add(name);
    return name;
  }

  /** The object's definitions of the zones that were named, each once. */
  definitions(): WrittenComponent[] {
    const written = new Map<string, WrittenComponent>();
    for (const timezone of this.#used.size === 0 ? [] : this.#clocks.timezones) {
      const name = this.#nameOf(property(timezone, 'TZID')?.value);
      if (name === undefined || !this.#used.has(name) || written.has(name)) continue;
      const properties = [{ name: 'TZID', value: name }];
      written.set(name, { name: 'VTIMEZONE', properties, components: this.#onsets(timezone) });
    }
    return [...written.values()];
  }

  #nameOf(tzid: string | undefined): string | undefined {
    const clock = clockNamed(tzid, this.#clocks);
    if (clock === 'floating') return undefined;
    return clock.startsWith('#') ? `Zone-${Number(clock.slice(1)) + 1}` : clock;
  }

  #onsets({ components }: Component): WrittenComponent[] {
    return components
      .filter(({ name }) => name === 'STANDARD' || name === 'DAYLIGHT')
      .map(({ name, properties }) => ({ name, properties: shown(properties, ONSET, this) }));
  }
}
