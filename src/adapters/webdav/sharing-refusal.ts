import type { CollectionKind } from '../../domain/collection/collection.ts';
import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { KINDS } from './collection-kind.ts';
import type { DavSettings } from './settings.ts';

/** SOGoDisableSharing: why nobody shares what is of this kind; undefined where people may. */
export const sharingRefusal = ({ unshared }: DavSettings, kind: CollectionKind): Refusal | undefined =>
  unshared.includes(KINDS[kind].module)
    ? refuse('not-allowed', `No ${KINDS[kind].called.collection} is shared on this server.`)
    : undefined;
