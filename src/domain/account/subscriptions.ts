/** What somebody has of others: the collections that he subscribed to, and those that he was invited to. */
import { type Decision, decided } from '../kernel/decider.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import { jsonBody } from '../kernel/json-body.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { isEmptyChange, type PropertyChange, propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import { MAX_INVITATIONS } from '../limits/invitations.ts';
import { MAX_SUBSCRIPTIONS } from '../limits.ts';
import type { OpenAccount } from './decider.ts';
import type { AccountEvent, NotificationOf, SubscriptionChoices } from './events.ts';

type OfOne<Type, More = unknown> = { readonly type: Type; readonly collection: CollectionId } & More;

export type SubscriptionCommand =
  /** All of one owner's. */
  | { readonly type: 'subscribe'; readonly collections: readonly CollectionId[]; readonly owner: PrincipalId }
  | { readonly type: 'unsubscribe'; readonly collections: readonly CollectionId[] }
  | OfOne<'change-subscription', { readonly choices: SubscriptionChoices }>
  | OfOne<'change-subscription-properties', { readonly change: PropertyChange }>
  /** `summary` is what the owner says that it is. */
  | OfOne<'receive-invitation', { readonly owner: PrincipalId; readonly summary: string }>
  | OfOne<'decline-invitation'>
  | OfOne<'withdraw-invitation'>
  | OfOne<'dismiss-notification', { readonly invitee: PrincipalId; readonly of: NotificationOf }>;

const subscribe = (
  { principal, subscriptions = [] }: OpenAccount,
  collections: readonly CollectionId[],
  owner: PrincipalId,
): Decision<AccountEvent> | Refusal => {
  if (owner === principal) return refuse('own-collection', 'Nobody subscribes to what is his own.');
  const wanted = collections.filter((collection) => !subscriptions.includes(collection));
  if (wanted.length > 0 && subscriptions.length + wanted.length > MAX_SUBSCRIPTIONS)
    return refuse('too-many-subscriptions', `Nobody may have more than ${MAX_SUBSCRIPTIONS} subscriptions.`);
  return decided(wanted.map((collection) => ({ type: 'collection-subscribed', data: { principal, collection } })));
};

const unsubscribe = (
  { principal, subscriptions = [] }: OpenAccount,
  collections: readonly CollectionId[],
): Decision<AccountEvent> =>
  decided(
    collections
      .filter((collection) => subscriptions.includes(collection))
      .map((collection) => ({ type: 'collection-unsubscribed', data: { principal, collection } })),
  );

type Changing = Extract<
  SubscriptionCommand,
  { readonly type: 'change-subscription' | 'change-subscription-properties' }
>;

const NOT_SUBSCRIBED = refuse('no-such-resource', 'This is not subscribed to.');

const changeSubscription = (now: OpenAccount, command: Changing): Decision<AccountEvent> | Refusal => {
  const { principal, subscriptions = [] } = now;
  const { collection } = command;
  if (!subscriptions.includes(collection)) return NOT_SUBSCRIBED;
  if (command.type === 'change-subscription') {
    const { choices } = command;
    if (Object.keys(choices).length === 0) return decided([]);
    return decided([{ type: 'subscription-changed', data: { principal, collection, ...choices } }]);
  }
  const { change } = command;
  if (isEmptyChange(change)) return decided([]);
  const data = { principal, collection, ...propertyNames(change) };
  return decided([{ type: 'subscription-properties-changed', data, body: propertyBody(change.set) }]);
};

const receive = (
  { principal, subscriptions = [], invitations = [] }: OpenAccount,
  { collection, owner, summary }: Extract<SubscriptionCommand, { readonly type: 'receive-invitation' }>,
): Decision<AccountEvent> | Refusal => {
  if (owner === principal) return refuse('own-collection', 'Nobody is invited to what is his own.');
  const isSubscribed = subscriptions.includes(collection);
  if (!isSubscribed && !invitations.includes(collection) && invitations.length >= MAX_INVITATIONS)
    return refuse('too-many-subscriptions', 'There is somebody who has too many invitations to answer already.');
  const data = { principal, collection, isSubscribed };
  return decided([{ type: 'invitation-received', data, body: jsonBody({ summary }) }]);
};

/** Who subscribed declines by leaving. */
const decline = (now: OpenAccount, collection: CollectionId): Decision<AccountEvent> => {
  const { principal, subscriptions = [], invitations = [] } = now;
  if (subscriptions.includes(collection)) return unsubscribe(now, [collection]);
  return decided(
    invitations.includes(collection) ? [{ type: 'invitation-declined', data: { principal, collection } }] : [],
  );
};

/** The owner wants him no more: he leaves, and is told. */
const withdraw = (now: OpenAccount, collection: CollectionId): Decision<AccountEvent> => {
  const { principal, invitations = [] } = now;
  const left = unsubscribe(now, [collection]).events;
  const isKnown = left.length > 0 || invitations.includes(collection);
  return decided(isKnown ? [...left, { type: 'invitation-withdrawn', data: { principal, collection } }] : []);
};

/** What a command on subscriptions and invitations leads to. */
export const decideSubscription = (
  now: OpenAccount,
  command: SubscriptionCommand,
): Decision<AccountEvent> | Refusal => {
  switch (command.type) {
    case 'subscribe':
      return subscribe(now, command.collections, command.owner);
    case 'unsubscribe':
      return unsubscribe(now, command.collections);
    case 'change-subscription':
    case 'change-subscription-properties':
      return changeSubscription(now, command);
    case 'receive-invitation':
      return receive(now, command);
    case 'decline-invitation':
      return decline(now, command.collection);
    case 'withdraw-invitation':
      return withdraw(now, command.collection);
    case 'dismiss-notification': {
      const { collection, invitee, of } = command;
      const data = { principal: now.principal, collection, invitee, of };
      return decided([{ type: 'notification-dismissed', data }]);
    }
  }
};

type ChangeOfSubscriptions = Extract<
  AccountEvent,
  {
    readonly type:
      | 'collection-subscribed'
      | 'collection-unsubscribed'
      | 'invitation-received'
      | 'invitation-declined'
      | 'invitation-withdrawn';
  }
>;

const without = (ids: readonly CollectionId[] | undefined, id: CollectionId) => ids?.filter((other) => other !== id);

/** The account after it subscribed, left, or was invited; a subscription answers an invitation. */
export const evolveSubscription = (now: OpenAccount, { type, data }: ChangeOfSubscriptions): OpenAccount => {
  const { collection } = data;
  const { invitations, subscriptions, ...rest } = now;
  const open = without(invitations, collection);
  const waiting = open !== undefined && open.length > 0 ? { invitations: open } : {};
  const others = without(subscriptions, collection) ?? [];
  switch (type) {
    case 'collection-subscribed':
      return { ...rest, ...waiting, subscriptions: [...others, collection] };
    case 'collection-unsubscribed':
      return { ...now, subscriptions: others };
    case 'invitation-received':
      return data.isSubscribed ? now : { ...now, invitations: [...(open ?? []), collection] };
    case 'invitation-declined':
    case 'invitation-withdrawn':
      return { ...rest, ...waiting, ...(subscriptions && { subscriptions }) };
  }
};
