/** What of others is in somebody’s own home: the differences that are meant. */
import { type Decided, from, less } from './meant.ts';

export const SUBSCRIPTIONS: readonly Decided[] = [
  {
    steps: /^subscriptions: .*, (name|color|order|transparency) (changed|for .*)$/,
    meant: from(/^(207|403)/, /^207/),
    why: 'Name, color, order and transparency of a subscribed collection are each subscriber’s own.',
  },
  {
    steps: /^subscriptions: .*, looks( at the owner’s path)?$/,
    meant: from(/resource-id=(\{urn:uuid:u01:|!404)/, /resource-id=\{urn:uuid:[0-9a-f-]{36}\}/),
    why:
      'A resource-id is a UUID that outlasts a new name (RFC 5842 §3.1). Color and order are told where somebody has set them, ' +
      'and transparency is the subscriber’s on every path.',
  },
  {
    steps: /^subscriptions: .*, (home|place) when (allowed again|removed from the rights)$/,
    meant: from(/^(207$|404)/, /^207/),
    why: 'A subscription shows what may be seen: it comes back with the rights. In SOGo it is gone for good.',
  },
  {
    steps: /^subscriptions: .*, (DELETE of the place|(home|place) after DELETE of the place)$/,
    meant: from(/^(403|207)/, /^(204|207$|404)/),
    why: 'Who deletes what is shown in his home ends his subscription. SOGo refuses it, and lets nobody end one by DAV alone.',
  },
  {
    steps: /^subscriptions: .*, several( end)?, by a superuser$/,
    meant: less,
    why: 'What was subscribed to is named once. SOGo says it once for each person, in one word.',
  },
  {
    steps: /^subscriptions: .*, (somebody unknown, by a superuser|the home)$/,
    meant: from(/^(200|500)/, /^403/),
    why: 'Only who is in the directory subscribes, and only to a calendar or an address book.',
  },
];
