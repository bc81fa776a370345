import type { Metadata } from '../../domain/kernel/event.ts';
import { isRefusal, type Refusal } from '../../domain/kernel/refusal.ts';
import type { Append, EventLog } from '../../domain/ports.ts';
import { Told } from './told.ts';

/** A race is lost only to somebody who won one; so many in a row is a storm. */
const ATTEMPTS = 12;

export const BUSY = 'Others write at this moment; try again.';

/** What a refusal says to the person at the command line. */
export const toldOf = ({ detail, reason }: Refusal): Told => new Told(detail ?? `It was refused: ${reason}.`);

/**
 * Appends what `look` decides, undefined being nothing to do; looks anew when somebody else was faster. Tells why it
 * cannot be.
 */
export const appendAnew = async (
  log: EventLog,
  metadata: Metadata,
  look: () => Promise<Omit<Append, 'metadata'> | undefined>,
): Promise<void> => {
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    const append = await look();
    if (append === undefined) return;
    const verdict = await log.append({ ...append, metadata });
    if (isRefusal(verdict)) throw toldOf(verdict);
    if (verdict.is === 'appended') return;
  }
  throw new Told(BUSY);
};
