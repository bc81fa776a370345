/** Recurrence rules for comparing with other implementations. */
const DAY = 86_400;

/** Random numbers from a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A rule and a DTSTART in local seconds. */
export type Case = { readonly text: string; readonly start: number };

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Cases from a seed, the same ones each time. */
export class Cases {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = random(seed);
  }

  private chance = (probability: number): boolean => this.next() < probability;
  private int = (low: number, high: number): number => low + Math.floor(this.next() * (high - low + 1));
  private signed = (high: number): number => (this.chance(0.3) ? -1 : 1) * this.int(1, high);
  private weekday = (): string => WEEKDAYS[this.int(0, 6)]!;

  private list<T extends string | number>(most: number, make: () => T): string {
    const items = [...new Set(Array.from({ length: this.int(1, most) }, make))];
    return items.sort((a, b) => (a < b ? -1 : 1)).join(',');
  }

  /** A rule as clients could write it; its parts do not contradict the standard. */
  rule(frequency: string): string {
    const parts = [`FREQ=${frequency}`];
    if (this.chance(0.5)) parts.push(`INTERVAL=${this.int(1, 5)}`);
    if (this.chance(0.3)) parts.push(`BYMONTH=${this.list(3, () => this.int(1, 12))}`);
    parts.push(...this.dayParts(frequency));
    if (this.chance(0.2)) parts.push(`BYHOUR=${this.list(3, () => this.int(0, 23))}`);
    if (this.chance(0.15)) parts.push(`BYMINUTE=${this.list(3, () => this.int(0, 59))}`);
    if (parts.some((part) => part.startsWith('BY')) && this.chance(0.2))
      parts.push(`BYSETPOS=${this.list(2, () => this.signed(4))}`);
    if (this.chance(0.3)) parts.push(`WKST=${this.weekday()}`);
    return parts.join(';');
  }

  private dayParts(frequency: string): string[] {
    const byDay = `BYDAY=${this.list(4, this.weekday)}`;
    switch (this.int(0, 5)) {
      case 0:
        return frequency === 'YEARLY' ? [`BYWEEKNO=${this.list(3, () => this.int(2, 51))}`, byDay] : [];
      case 1:
        return frequency === 'WEEKLY' ? [] : [`BYMONTHDAY=${this.list(4, () => this.signed(31))}`];
      case 2:
        return frequency === 'YEARLY' ? [`BYYEARDAY=${this.list(4, () => this.signed(366))}`] : [];
      case 3:
        return frequency === 'MONTHLY' || frequency === 'YEARLY'
          ? [`BYDAY=${this.list(3, () => `${this.signed(5)}${this.weekday()}`)}`]
          : [];
      default:
        return this.chance(0.3) && frequency !== 'WEEKLY'
          ? [byDay, `BYMONTHDAY=${this.list(9, () => this.signed(31))}`]
          : [byDay];
    }
  }

  of(frequency: string): Case {
    return {
      text: this.rule(frequency),
      start: this.int(0, 20_000) * DAY + this.int(0, 23) * 3600 + this.int(0, 3) * 900,
    };
  }
}
