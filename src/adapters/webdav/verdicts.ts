import type { CollectionKind } from '../../domain/collection/collection.ts';
import { answerOf } from './answers.ts';
import { kindOf } from './collection-kind.ts';
import { XML_TYPE } from './media-types.ts';
import type { DavRequest, DavResponse } from './method.ts';
import type { Judgement } from './property-changes.ts';
import { type Propstat, startMultistatus } from './xml/multistatus.ts';
import { clark, type XmlName } from './xml/name.ts';
import { el } from './xml/write.ts';

/** RFC 4918 §9.2.1: what might have been set had another not failed. */
const FAILED_DEPENDENCY = { status: 424 };

type Group = { readonly status: number; readonly condition?: XmlName; readonly names: Map<string, XmlName> };

/** RFC 4918 §9.2.1: all 200, or each failure with its own status and precondition, and 424 for the rest. */
export const propstatsOf = ({ verdicts, refused }: Judgement, kind: CollectionKind | undefined): Propstat[] => {
  const groups = new Map<string, Group>();
  for (const { name, refusal } of verdicts) {
    const passed = refused ? FAILED_DEPENDENCY : { status: 200 };
    const answer = refusal === undefined ? passed : answerOf(refusal.reason, kind);
    const key = `${answer.status} ${'condition' in answer && answer.condition ? clark(answer.condition) : ''}`;
    const group = groups.get(key) ?? { ...answer, names: new Map() };
    group.names.set(clark(name), name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ names, ...answer }) => ({
    ...answer,
    props: [...names.values()].map((name) => el(name)),
  }));
};

/** What a person is told of the failures. */
export const sentencesOf = ({ verdicts }: Judgement): string | undefined => {
  const details = verdicts.flatMap(({ name, refusal }) =>
    refusal?.detail === undefined ? [] : [`${name.local}: ${refusal.detail}`],
  );
  return details.length === 0 ? undefined : details.join(' ');
};

/** RFC 4918 §9.2.1, RFC 4791 §5.3.1.1: a 207 about the one resource whose properties were judged. */
export const judgementResponse = ({ target }: DavRequest, judgement: Judgement): DavResponse => {
  const { href } = target;
  const description = sentencesOf(judgement);
  return {
    status: 207,
    headers: { 'Content-Type': XML_TYPE, 'Cache-Control': 'no-cache' },
    body: async (out) => {
      const multistatus = startMultistatus(out);
      multistatus.add({
        href,
        propstats: propstatsOf(judgement, kindOf(target)),
        ...(description !== undefined && { description }),
      });
      multistatus.end();
    },
  };
};
