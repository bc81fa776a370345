/** What of an event or a card somebody was shown. */
import { responses } from './answers.ts';
import type { Answer } from './site.ts';

/** The lines of a text in iCalendar or vCard, unfolded (RFC 5545 §3.1). */
const unfolded = (text: string): string[] =>
  text
    .replaceAll(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');

const valueIn = (lines: readonly string[], property: string): string | undefined =>
  lines.find((line) => new RegExp(`^${property}[;:]`, 'i').test(line))?.replace(/^[^:]*:/, '');

/** The parts of a calendar object that only tell how it is wrapped. */
const WRAPPING = new Set(['BEGIN', 'END', 'VERSION', 'PRODID', 'METHOD', 'CALSCALE']);

const propertiesOf = (lines: readonly string[]): string =>
  [...new Set(lines.map((line) => /^[^:;]+/.exec(line)?.[0].toUpperCase() ?? ''))]
    .filter((name) => !WRAPPING.has(name))
    .sort()
    .join(',');

/** A reduced copy by all that is in it; its UID is known to be another when it does not hold `uid`. */
const reduced = (lines: readonly string[], uid: string): string => {
  const id = valueIn(lines, 'UID')?.includes(uid) ? 'its own UID' : 'another UID';
  return `reduced “${valueIn(lines, 'SUMMARY') ?? ''}” with ${id}: ${propertiesOf(lines)}`;
};

/** What a text shows of the object of this UID: whole, with or without alarms, or reduced to date and time. */
export const shown = (text: string, uid: string): string => {
  const lines = unfolded(text);
  if (lines.includes('X-SOGO-SECURE:YES')) return reduced(lines, uid);
  if (!lines.some((line) => line.startsWith('DESCRIPTION') || line.startsWith('FN')))
    return `other: ${propertiesOf(lines)}`;
  return lines.includes('BEGIN:VALARM') ? 'whole with alarm' : 'whole';
};

/** What a GET shows. */
export const got = (answer: Answer, uid: string): string =>
  answer.status === 200 ? `200 ${shown(answer.text, uid)}` : String(answer.status);

/** What each member of a multistatus with calendar-data or address-data shows. */
export const gotEach = (answer: Answer): string => {
  const all = responses(answer);
  if (all === undefined) return String(answer.status);
  const each = all
    .filter(({ name }) => name !== '.')
    .map(({ name, status, found }) => {
      const data = found.find(({ element }) => /^(calendar|address)-data$/.test(element.name.local));
      if (status !== undefined || data === undefined) return `${name}!${status ?? 'no data'};`;
      if (data.status !== 200) return `${name}!${data.status};`;
      return `${name}: ${shown(data.element.text, name.replace(/\.\w+$/, ''))};`;
    });
  return [answer.status, ...each].join(' ');
};

/** What a whole calendar in one file shows, event by event. */
export const gotExport = (answer: Answer): string => {
  if (answer.status !== 200) return String(answer.status);
  const events = answer.text.match(/BEGIN:VEVENT.*?END:VEVENT/gs) ?? [];
  const each = events.map(
    (one) => `${valueIn(unfolded(one), 'SUMMARY') ?? 'no summary'}: ${shown(one, 'differential')};`,
  );
  return ['200', ...each.sort()].join(' ');
};

/** The value of a property of the stored text, as its owner sees it; `nothing` when there is none. */
export const stored = (answer: Answer, property: string): string => {
  if (answer.status !== 200) return String(answer.status);
  return valueIn(unfolded(answer.text), property) ?? 'nothing';
};

/** The parameter PARTSTAT of the only attendee in the stored text. */
export const storedPartstat = (answer: Answer): string =>
  /PARTSTAT=([\w-]+)/i.exec(unfolded(answer.text).find((line) => line.startsWith('ATTENDEE')) ?? '')?.[1] ?? 'nothing';
