import type { CollectionKind } from '../../domain/collection/collection.ts';
import type { Refusal } from '../../domain/kernel/refusal.ts';
import { answerOf } from './answers.ts';
import { XML_TYPE } from './media-types.ts';
import type { DavResponse } from './method.ts';
import { CHALLENGE } from './plain.ts';
import { errorBody } from './xml/multistatus.ts';
import { dav } from './xml/name.ts';
import { el, text } from './xml/write.ts';

/** Seconds after which a client that met a passing trouble may come back. */
const RETRY_AFTER = '2';

/** RFC 4918 §16: a refusal as its status, its precondition with the places that stand in the way, and its sentence. */
export const refused = ({ reason, detail, line, places }: Refusal, kind: CollectionKind | undefined): DavResponse => {
  const { status, condition } = answerOf(reason, kind);
  const hrefs = (places ?? []).map((place) => el(dav('href'), text(place)));
  const sentence = line === undefined ? detail : `Line ${line}: ${detail ?? 'it cannot be read.'}`;
  return {
    status,
    headers: {
      'Content-Type': XML_TYPE,
      ...(status === 503 && { 'Retry-After': RETRY_AFTER }),
      ...(status === 401 && CHALLENGE),
    },
    body: errorBody(condition === undefined ? [] : [el(condition, ...hrefs)], sentence),
  };
};
