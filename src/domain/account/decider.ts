import { type Decider, type Decision, decided } from '../kernel/decider.ts';
import type { PrincipalId } from '../kernel/ids.ts';
import { jsonBody } from '../kernel/json-body.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { isEmptyChange, type PropertyChange, propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import type { Claim } from '../ports.ts';
import type { AccountEvent, AccountResource } from './events.ts';

export type Account =
  | { readonly is: 'absent' }
  | { readonly is: 'open'; readonly principal: PrincipalId; readonly domain: string }
  | { readonly is: 'closed' };

export type AccountCommand =
  | { readonly type: 'open-account'; readonly principal: PrincipalId; readonly domain: string; readonly login: string }
  | { readonly type: 'change-account-properties'; readonly resource: AccountResource; readonly change: PropertyChange }
  | { readonly type: 'close-account'; readonly login: string };

/** Logins are unique in their domain; both come folded (NFC, lower case). */
const loginClaim = (op: Claim['op'], domain: string, login: string, holder: PrincipalId): Claim => ({
  op,
  scope: `logins/${domain}`,
  key: login,
  holder,
});

const decide = (now: Account, command: AccountCommand): Decision<AccountEvent> | Refusal => {
  if (command.type === 'open-account') {
    if (now.is !== 'absent') return refuse('name-taken');
    const { principal, domain, login } = command;
    return decided(
      [{ type: 'account-opened', data: { principal, domain }, body: jsonBody({ login }) }],
      [loginClaim('take', domain, login, principal)],
    );
  }
  if (now.is !== 'open') return refuse('no-such-resource');
  const { principal, domain } = now;
  switch (command.type) {
    case 'change-account-properties': {
      const { resource, change } = command;
      if (isEmptyChange(change)) return decided([]);
      const data = { principal, resource, ...propertyNames(change) };
      return decided([{ type: 'account-properties-changed', data, body: propertyBody(change.set) }]);
    }
    case 'close-account':
      return decided(
        [{ type: 'account-closed', data: { principal, domain } }],
        [loginClaim('release', domain, command.login, principal)],
      );
  }
};

/** One person's account: opened once, closed for good. */
export const account: Decider<Account, AccountCommand, AccountEvent> = {
  start: { is: 'absent' },
  decide,
  evolve: (now, event) => {
    switch (event.type) {
      case 'account-opened':
        return { is: 'open', principal: event.data.principal, domain: event.data.domain };
      case 'account-properties-changed':
        return now;
      case 'account-closed':
        return { is: 'closed' };
    }
  },
};
