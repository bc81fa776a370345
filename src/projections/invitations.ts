import type { AccountEvent } from '../domain/account/events.ts';
import type { CalendarEvent } from '../domain/calendar/events.ts';
import type { Recorded } from '../domain/kernel/event.ts';
import type { CollectionId, EventId, PrincipalId } from '../domain/kernel/ids.ts';
import { readJsonBody } from '../domain/kernel/json-body.ts';
import type { Sql } from '../domain/ports.ts';
import type { Role } from '../domain/sharing/roles.ts';
import { clear, patch, projection, put, type RowChange, table } from './projection.ts';

/** caldav-sharing §6.6–6.9: what became of an invitation. */
export type InvitationStatus = 'pending' | 'accepted' | 'declined' | 'withdrawn';

const invitationsTable = table({
  name: 'invitations',
  columns: {
    collection: 'text',
    invitee: 'text',
    uid: 'text',
    summary: 'text',
    status: 'text',
    /** UTC ms, of what is to be told last. */
    changed_at: 'int8',
    /** Whether the invitee has been told how it stands, and the owner what he answered. */
    is_seen: 'bool',
    is_reply_seen: 'bool',
  },
  key: ['collection', 'invitee'],
  indexes: { invitations_invitee: '(invitee)' },
  // Who subscribes without having been invited answers nothing.
  isSparse: true,
});

type OfInvitee = Extract<
  AccountEvent,
  { readonly type: 'collection-subscribed' | 'collection-unsubscribed' | 'invitation-declined' }
>;

/** Without an invitation there is no row, and nothing is answered. */
const answered = ({ data, when }: Recorded<OfInvitee>, status: InvitationStatus): readonly RowChange[] => [
  patch(invitationsTable, [data.collection, data.principal], {
    status,
    changed_at: when,
    is_seen: true,
    is_reply_seen: false,
  }),
];

/** Who was invited to which calendars, and what he said. */
export const invitations = projection<AccountEvent | CalendarEvent>({
  name: 'invitations',
  version: 1,
  when: 'same-transaction',
  tables: [invitationsTable],
  on: {
    'invitation-received': ({ data: { collection, principal, isSubscribed }, body, id, when }) => [
      put(invitationsTable, {
        collection,
        invitee: principal,
        uid: id,
        summary: readJsonBody(body, { summary: '' }).summary,
        status: isSubscribed ? 'accepted' : 'pending',
        changed_at: when,
        is_seen: false,
        is_reply_seen: true,
      }),
    ],
    'collection-subscribed': (event) => answered(event, 'accepted'),
    'collection-unsubscribed': (event) => answered(event, 'declined'),
    'invitation-declined': (event) => answered(event, 'declined'),
    'invitation-withdrawn': ({ data, when }) => [
      patch(invitationsTable, [data.collection, data.principal], {
        status: 'withdrawn',
        changed_at: when,
        is_seen: false,
        is_reply_seen: true,
      }),
    ],
    'notification-dismissed': ({ data: { collection, invitee, of } }) => [
      patch(invitationsTable, [collection, invitee], of === 'reply' ? { is_reply_seen: true } : { is_seen: true }),
    ],
    'calendar-deleted': ({ data }) => [clear(invitationsTable, [data.calendar])],
  },
});

/** Somebody as the log knows him. */
type Who = { readonly principal: PrincipalId; readonly login: string; readonly domain: string };

/** An invitation that somebody is to be told of: the other one is the owner for the invitee, and the invitee for the owner. */
export type ToldRow = {
  readonly collection: CollectionId;
  readonly name: string;
  readonly components: string;
  readonly invitee: PrincipalId;
  readonly other: Who;
  readonly uid: EventId;
  readonly summary: string;
  readonly status: InvitationStatus;
  /** UTC ms */
  readonly changed_at: number;
  /** Those of the invitee. */
  readonly roles: readonly Role[];
};

/** What an invitee has not read yet; where he lost his rights by another way there is nothing to tell. */
export const invitationsOf = (sql: Sql, invitee: PrincipalId): Promise<readonly ToldRow[]> =>
  sql<ToldRow>`
    select i.collection, c.name, c.components, i.invitee, i.uid, i.summary, i.status, i.changed_at,
      jsonb_build_object('principal', a.principal, 'login', a.login, 'domain', a.domain) as other,
      coalesce(g.roles, '[]') as roles
    from invitations i join collections c on c.collection = i.collection join accounts a on a.principal = c.owner
      left join grants g on g.collection = i.collection and g.grantee = i.invitee
    where i.invitee = ${invitee} and not i.is_seen and (i.status = 'withdrawn' or jsonb_array_length(g.roles) > 0)
    order by i.changed_at, i.uid`;

/** The answers to an owner that he has not read yet. */
export const repliesTo = (sql: Sql, owner: PrincipalId): Promise<readonly ToldRow[]> =>
  sql<ToldRow>`
    select i.collection, c.name, c.components, i.invitee, i.uid, i.summary, i.status, i.changed_at,
      jsonb_build_object('principal', a.principal, 'login', a.login, 'domain', a.domain) as other,
      coalesce(g.roles, '[]') as roles
    from collections c join invitations i on i.collection = c.collection join accounts a on a.principal = i.invitee
      left join grants g on g.collection = i.collection and g.grantee = i.invitee
    where c.owner = ${owner} and c.kind = 'calendar' and not i.is_reply_seen
    order by i.changed_at, i.uid`;

/** The invitation of this UID to somebody, whatever became of it, and whose calendar it is to. */
export const invitationOf = async (sql: Sql, invitee: PrincipalId, uid: string) => {
  const [row] = await sql<{ collection: CollectionId; name: string; login: string; status: InvitationStatus }>`
    select i.collection, c.name, a.login, i.status
    from invitations i join collections c on c.collection = i.collection join accounts a on a.principal = c.owner
    where i.invitee = ${invitee} and i.uid = ${uid}`;
  return row;
};

/** Somebody who was given roles in a calendar by his name. */
export type ShareeRow = Who & {
  readonly collection: CollectionId;
  readonly roles: readonly Role[];
  /** Of who was not invited, and did not subscribe, nobody waits for an answer: he is pending. */
  readonly status: InvitationStatus;
  readonly summary: string | null;
};

/** Those who were given roles in some calendars, by login. */
export const shareesOf = (sql: Sql, collections: readonly CollectionId[]): Promise<readonly ShareeRow[]> =>
  sql<ShareeRow>`
    select g.collection, a.principal, a.login, a.domain, g.roles, i.summary,
      case when s.subscriber is not null then 'accepted' else coalesce(nullif(i.status, 'withdrawn'), 'pending') end
        as status
    from grants g join accounts a on a.principal = g.grantee
      left join subscriptions s on s.collection = g.collection and s.subscriber = g.grantee
      left join invitations i on i.collection = g.collection and i.invitee = g.grantee
    where g.collection = any(${collections}::text[]) and jsonb_array_length(g.roles) > 0
    order by a.login, a.domain`;

/** Those of some collections in which somebody was given roles by his name. */
export const sharedAmong = async (
  sql: Sql,
  collections: readonly CollectionId[],
): Promise<ReadonlySet<CollectionId>> => {
  const rows = await sql<{ collection: CollectionId }>`
    select distinct g.collection from grants g join accounts a on a.principal = g.grantee
    where g.collection = any(${collections}::text[]) and jsonb_array_length(g.roles) > 0`;
  return new Set(rows.map(({ collection }) => collection));
};
