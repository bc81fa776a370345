import type { MemberResource } from './resource.ts';
import type { Multistatus } from './xml/multistatus.ts';

/** How a report of a dialect writes the members that it was asked for. */
export type MemberWriter<M extends MemberResource = MemberResource> = {
  /** Whether they must come with their texts. */
  readonly texts: boolean;
  /** True once the report has cost what it may: the answer ends there and says so. */
  readonly isOver: () => boolean;
  /** Writes members of one collection. */
  write(out: Multistatus, members: readonly M[]): Promise<void>;
};
