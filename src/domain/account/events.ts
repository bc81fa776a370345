import type { Event } from '../kernel/event.ts';
import type { CollectionId, PrincipalId } from '../kernel/ids.ts';
import type { PropertyNames } from '../kernel/stored-properties.ts';
import type { AppPasswordId, AppPasswordScope } from './app-passwords.ts';
import type { PreferencePart } from './preferences.ts';

/** Somebody, and a collection of somebody else. */
type Subscription = { readonly principal: PrincipalId; readonly collection: CollectionId };

/** What a subscriber chooses for himself; both are off until he does. */
export type SubscriptionChoices = {
  /** Whether the owner's alarms are shown to him. */
  readonly showsAlarms?: boolean;
  /** RFC 6638 §9.1: whether it counts in his own free/busy. */
  readonly isBusy?: boolean;
};

/** A login is personal text and stands in the body; the log knows the person by an opaque id. */
export type AccountEvent =
  | Event<'account-opened', { readonly principal: PrincipalId; readonly domain: string }>
  | Event<
      'account-properties-changed',
      { readonly principal: PrincipalId; readonly resource: AccountResource } & PropertyNames
    >
  /** The body has the values of the keys that are set. */
  | Event<
      'preferences-changed',
      {
        readonly principal: PrincipalId;
        readonly part: PreferencePart;
        readonly set: readonly string[];
        readonly removed: readonly string[];
      }
    >
  /** The body is an `AppPasswordText`. */
  | Event<
      'app-password-created',
      { readonly principal: PrincipalId; readonly id: AppPasswordId; readonly scope: AppPasswordScope }
    >
  | Event<'app-password-revoked', { readonly principal: PrincipalId; readonly id: AppPasswordId }>
  | Event<'collection-subscribed', Subscription>
  | Event<'subscription-changed', Subscription & SubscriptionChoices>
  /** How somebody calls and colours what is another's. The body has the values. */
  | Event<'subscription-properties-changed', Subscription & PropertyNames>
  | Event<'collection-unsubscribed', Subscription>
  | Event<'account-closed', { readonly principal: PrincipalId; readonly domain: string }>;

/** The collections that every account has without creating them, which a client may set properties on. */
export const ACCOUNT_RESOURCES = ['home', 'calendar-home', 'address-book-home', 'inbox'] as const;
export type AccountResource = (typeof ACCOUNT_RESOURCES)[number];
