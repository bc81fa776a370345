import { accountStream, type PrincipalId } from '../../domain/kernel/ids.ts';
import { readJsonBody } from '../../domain/kernel/json-body.ts';
import type { EventLog } from '../../domain/ports.ts';
import type { ActorNames } from './describe-event.ts';

/** The logins behind actors' ids, of closed accounts too, as their first event has them. */
export const actorNames = (log: EventLog): ActorNames => {
  const known = new Map<string, string>();
  return async (actor) => {
    const name = known.get(actor) ?? (actor.includes(':') ? actor : await loginIn(log, actor as PrincipalId));
    known.set(actor, name);
    return name;
  };
};

const loginIn = async (log: EventLog, principal: PrincipalId): Promise<string> => {
  const [opened] = await log.readStream(accountStream(principal));
  return readJsonBody(opened?.body, { login: principal as string }).login;
};
