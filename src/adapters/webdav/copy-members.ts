import type { Collection, CollectionKind, LiveCollection } from '../../domain/collection/collection.ts';
import { ABSENT, type CollectionId, type MemberId } from '../../domain/kernel/ids.ts';
import { isRefusal, type Reason, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_COPIED_OBJECTS, MAX_COPIED_OCTETS } from '../../domain/limits.ts';
import type { Claim, Write } from '../../domain/ports.ts';
import { wholeView } from '../../domain/sharing/view.ts';
import { type ContentRow, contentsNamed, type MemberRow, membersAfter } from '../../projections/members/named.ts';
import { octetsOf } from '../../projections/members/texts.ts';
import { propertiesOf } from '../../projections/properties.ts';
import { KINDS } from './collection-kind.ts';
import { type Attempt, commit } from './commit.ts';
import type { DavRequest, Services } from './method.ts';

/** A member that could not be copied, or all that were left when `name` is undefined; and why. */
export type NotCopied = { readonly name: string | undefined; readonly refusal: Refusal };

type Copy = {
  readonly services: Services;
  readonly request: DavRequest;
  readonly kind: CollectionKind;
  readonly from: CollectionId;
  readonly to: CollectionId;
};

type Copied = { readonly write: Write; readonly claims: readonly Claim[] };

const copyOne = (
  kind: CollectionKind,
  row: ContentRow,
  object: MemberId,
  into: LiveCollection,
  properties: ReadonlyMap<string, string> | undefined,
): Copied | Refusal => {
  const { members, memberStream } = KINDS[kind];
  const { name, uid, component, classification } = row;
  const facts = { component, ...(uid !== null && { uid }), ...(classification !== null && { classification }) };
  const content = { ...facts, bytes: octetsOf(row) ?? new Uint8Array() };
  const decision = members.decide(
    { is: 'absent' },
    {
      type: 'create-object',
      object,
      into,
      name,
      content,
      properties: Object.fromEntries(properties ?? []),
    },
  );
  if (isRefusal(decision)) return decision;
  return {
    write: { stream: memberStream(object), expected: ABSENT, events: decision.events },
    claims: decision.claims,
  };
};

const attempt = async ({ services, kind, from, to }: Copy, names: readonly string[]): Promise<Attempt<undefined>> => {
  const { log, sql, newId } = services;
  const stream = KINDS[kind].collectionStream(to);
  const [[found], rows] = await Promise.all([log.states([stream]), contentsNamed(sql, wholeView(from), names)]);
  const into = found?.state as Collection | undefined;
  if (found === undefined || into?.is !== 'live')
    return refuse('no-parent-collection', 'The copy was deleted meanwhile.');
  const readable = rows.filter(({ text }) => text !== null);
  if (readable.length === 0) return { nothing: undefined };
  const properties = await propertiesOf(
    sql,
    readable.map(({ object }) => object),
  );
  const copies = readable.map((row) => copyOne(kind, row, newId() as MemberId, into, properties.get(row.object)));
  const done = copies.flatMap((copy) => (isRefusal(copy) ? [] : [copy]));
  const refused = copies.find(isRefusal);
  if (refused !== undefined) return refused;
  return {
    append: {
      writes: done.map(({ write }) => write),
      guards: [{ stream, expected: found.revision }],
      claims: done.flatMap(({ claims }) => claims),
    },
    answer: () => undefined,
  };
};

const step = (copy: Copy, names: readonly string[]): Promise<Refusal | undefined> =>
  commit(
    copy.services.log,
    copy.request.metadata,
    () => attempt(copy, names),
    async (scope) => refuse(scope.startsWith('uids/') ? 'uid-taken' : 'name-taken'),
  );

/** Reasons that lie in one member: the others of its step are tried without it. */
const OF_ONE: ReadonlySet<Reason> = new Set<Reason>([
  'uid-taken',
  'name-taken',
  'append-too-large',
  'component-unsupported',
]);

/** One append for all, or, where one of them stands in the way, one for each. */
const copyStep = async (copy: Copy, names: readonly string[]): Promise<readonly NotCopied[]> => {
  const refusal = await step(copy, names);
  if (refusal === undefined) return [];
  if (!OF_ONE.has(refusal.reason)) return [{ name: undefined, refusal }];
  const failed: NotCopied[] = [];
  for (const name of names) {
    const reason = names.length === 1 ? refusal : await step(copy, [name]);
    if (reason !== undefined) failed.push({ name, refusal: reason });
  }
  return failed;
};

/** Steps of at most so many objects and octets; what is larger than a step is one by itself. */
const stepsOf = (rows: readonly MemberRow[]): string[][] => {
  const steps: string[][] = [];
  let octets = Number.POSITIVE_INFINITY;
  for (const { name, size } of rows) {
    if (octets + size > MAX_COPIED_OCTETS) {
      steps.push([]);
      octets = 0;
    }
    steps.at(-1)?.push(name);
    octets += size;
  }
  return steps;
};

/**
 * RFC 4918 §9.8.3: copies the members of one collection into another of its kind in the order of their names, in appends under one
 * correlation id. Goes on after a member that cannot be copied, and stops when nothing can.
 */
export const copyMembers = async (
  request: DavRequest,
  services: Services,
  kind: CollectionKind,
  from: CollectionId,
  to: CollectionId,
): Promise<readonly NotCopied[]> => {
  const failed: NotCopied[] = [];
  for (let after = '', more = true; more; ) {
    const page = await membersAfter(services.sql, wholeView(from), after, MAX_COPIED_OBJECTS, false);
    for (const names of stepsOf(page)) {
      failed.push(...(await copyStep({ services, request, kind, from, to }, names)));
      if (failed.at(-1)?.name === undefined && failed.length > 0) return failed;
    }
    after = page.at(-1)?.name ?? after;
    more = page.length === MAX_COPIED_OBJECTS;
  }
  return failed;
};
