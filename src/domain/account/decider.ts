import { type Decider, type Decision, decided } from '../kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import { jsonBody } from '../kernel/json-body.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { isEmptyChange, type PropertyChange, propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import { MAX_SUBSCRIPTIONS } from '../limits.ts';
import type { Claim } from '../ports.ts';
import {
  type AppPasswordId,
  type AppPasswordScope,
  type AppPasswordText,
  appPasswordRefusal,
} from './app-passwords.ts';
import type { AccountEvent, AccountResource, SubscriptionChoices } from './events.ts';
import { keysAfter, type PreferenceChange, type PreferencePart, preferenceRefusal } from './preferences.ts';

export type Account = { readonly is: 'absent' } | OpenAccount | { readonly is: 'closed' };

/** Of preferences, app passwords and subscriptions only what a decision asks for: how many there are, and which. */
type OpenAccount = {
  readonly is: 'open';
  readonly principal: PrincipalId;
  readonly domain: string;
  readonly preferences?: Readonly<Partial<Record<PreferencePart, readonly string[]>>>;
  readonly appPasswords?: readonly AppPasswordId[];
  readonly subscriptions?: readonly CollectionId[];
};

export type AccountCommand =
  | { readonly type: 'open-account'; readonly principal: PrincipalId; readonly domain: string; readonly login: string }
  | { readonly type: 'change-account-properties'; readonly resource: AccountResource; readonly change: PropertyChange }
  | { readonly type: 'change-preferences'; readonly part: PreferencePart; readonly change: PreferenceChange }
  | ({
      readonly type: 'create-app-password';
      readonly id: AppPasswordId;
      readonly scope: AppPasswordScope;
    } & AppPasswordText)
  | { readonly type: 'revoke-app-password'; readonly id: AppPasswordId }
  | { readonly type: 'subscribe'; readonly collection: CollectionId; readonly owner: PrincipalId }
  | { readonly type: 'change-subscription'; readonly collection: CollectionId; readonly choices: SubscriptionChoices }
  | {
      readonly type: 'change-subscription-properties';
      readonly collection: CollectionId;
      readonly change: PropertyChange;
    }
  | { readonly type: 'unsubscribe'; readonly collection: CollectionId }
  | { readonly type: 'close-account'; readonly login: string };

/** Logins are unique in their domain; both come folded (NFC, lower case). */
const loginClaim = (op: Claim['op'], domain: string, login: string, holder: PrincipalId): Claim => ({
  op,
  scope: `logins/${domain}`,
  key: login,
  holder,
});

const changePreferences = (
  { principal, preferences }: OpenAccount,
  part: PreferencePart,
  change: PreferenceChange,
): Decision<AccountEvent> | Refusal => {
  const [set, removed] = [Object.keys(change.set), change.remove];
  if (set.length === 0 && removed.length === 0) return decided([]);
  const refusal = preferenceRefusal(preferences?.[part] ?? [], change);
  const data = { principal, part, set, removed };
  return refusal ?? decided([{ type: 'preferences-changed', data, body: jsonBody(change.set) }]);
};

type Subscribing = Extract<AccountCommand, { readonly collection: CollectionId }>;

const NOT_SUBSCRIBED = refuse('no-such-resource', 'This is not subscribed to.');

const decideSubscription = (now: OpenAccount, command: Subscribing): Decision<AccountEvent> | Refusal => {
  const { principal, subscriptions = [] } = now;
  const { collection } = command;
  const isSubscribed = subscriptions.includes(collection);
  if (command.type === 'subscribe') {
    if (command.owner === principal) return refuse('own-collection', 'Nobody subscribes to what is his own.');
    if (isSubscribed) return decided([]);
    if (subscriptions.length >= MAX_SUBSCRIPTIONS)
      return refuse('too-many-subscriptions', `Nobody may have more than ${MAX_SUBSCRIPTIONS} subscriptions.`);
    return decided([{ type: 'collection-subscribed', data: { principal, collection } }]);
  }
  if (!isSubscribed) return command.type === 'unsubscribe' ? decided([]) : NOT_SUBSCRIBED;
  switch (command.type) {
    case 'change-subscription':
      return decided([{ type: 'subscription-changed', data: { principal, collection, ...command.choices } }]);
    case 'change-subscription-properties': {
      const { change } = command;
      if (isEmptyChange(change)) return decided([]);
      const data = { principal, collection, ...propertyNames(change) };
      return decided([{ type: 'subscription-properties-changed', data, body: propertyBody(change.set) }]);
    }
    case 'unsubscribe':
      return decided([{ type: 'collection-unsubscribed', data: { principal, collection } }]);
  }
};

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
    case 'change-preferences':
      return changePreferences(now, command.part, command.change);
    case 'create-app-password': {
      const { id, scope, label, hash } = command;
      const refusal = appPasswordRefusal(now.appPasswords ?? [], id, label);
      const data = { principal, id, scope };
      return refusal ?? decided([{ type: 'app-password-created', data, body: jsonBody({ label, hash }) }]);
    }
    case 'revoke-app-password': {
      const { id } = command;
      if (now.appPasswords?.includes(id) !== true) return refuse('no-such-resource', 'There is no such app password.');
      return decided([{ type: 'app-password-revoked', data: { principal, id } }]);
    }
    case 'subscribe':
    case 'change-subscription':
    case 'change-subscription-properties':
    case 'unsubscribe':
      return decideSubscription(now, command);
    case 'close-account':
      return decided(
        [{ type: 'account-closed', data: { principal, domain } }],
        [loginClaim('release', domain, command.login, principal)],
      );
  }
};

type ChangeOfOpen = Exclude<AccountEvent, { readonly type: 'account-opened' | 'account-closed' }>;

const evolveOpen = (now: OpenAccount, event: ChangeOfOpen): OpenAccount => {
  const { preferences = {}, appPasswords = [], subscriptions = [] } = now;
  switch (event.type) {
    case 'account-properties-changed':
    case 'subscription-changed':
    case 'subscription-properties-changed':
      return now;
    case 'preferences-changed': {
      const { part, set, removed } = event.data;
      return { ...now, preferences: { ...preferences, [part]: keysAfter(preferences[part] ?? [], set, removed) } };
    }
    case 'app-password-created':
      return { ...now, appPasswords: [...appPasswords, event.data.id] };
    case 'app-password-revoked':
      return { ...now, appPasswords: appPasswords.filter((id) => id !== event.data.id) };
    case 'collection-subscribed':
      return { ...now, subscriptions: [...subscriptions, event.data.collection] };
    case 'collection-unsubscribed':
      return { ...now, subscriptions: subscriptions.filter((id) => id !== event.data.collection) };
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
      case 'account-closed':
        return { is: 'closed' };
      default:
        return now.is === 'open' ? evolveOpen(now, event) : now;
    }
  },
};
