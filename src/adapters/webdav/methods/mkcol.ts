import { isRefusal } from '../../../domain/kernel/refusal.ts';
import { answerOf } from '../answers.ts';
import { kindOf } from '../collection-kind.ts';
import { creationInstructions, makeCollection } from '../make-collection.ts';
import { XML_TYPE } from '../media-types.ts';
import type { DavRequest, DavResponse, Method } from '../method.ts';
import type { Judgement } from '../property-changes.ts';
import { propstatsOf, sentencesOf } from '../verdicts.ts';
import { propstatElement } from '../xml/multistatus.ts';
import { dav } from '../xml/name.ts';
import { document, el, raw, text } from '../xml/write.ts';

/** RFC 5689 §3.5: the first failure's status, and all of them in the body. */
const failed = ({ target }: DavRequest, judgement: Judgement): DavResponse => {
  const kind = kindOf(target);
  const refusal = judgement.verdicts.find((verdict) => verdict.refusal !== undefined)?.refusal;
  const sentence = sentencesOf(judgement);
  return {
    status: refusal === undefined ? 424 : answerOf(refusal.reason, kind).status,
    headers: { 'Content-Type': XML_TYPE, 'Cache-Control': 'no-cache' },
    body: document(
      dav('mkcol-response'),
      ...propstatsOf(judgement, kind).map((propstat) => raw(propstatElement(propstat))),
      ...(sentence === undefined ? [] : [el(dav('responsedescription'), text(sentence))]),
    ),
  };
};

/** RFC 4918 §9.3, RFC 5689 §3. As in SOGo, what is made among calendars or address books is one of them even when nobody says so. */
export const mkcol: Method = {
  name: 'MKCOL',
  handle: async (request, services) => {
    const instructions = await creationInstructions(request, dav('mkcol'));
    if (!Array.isArray(instructions)) return instructions;
    const made = await makeCollection(request, services, instructions);
    if (made === 'made') return { status: 201, headers: { 'Cache-Control': 'no-cache' } };
    return isRefusal(made) ? made : failed(request, made);
  },
};
