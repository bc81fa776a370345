import type { MemberResource, Resource } from './resource.ts';
import type { Multistatus } from './xml/multistatus.ts';

/** How a report of a dialect writes the members that it was asked for. */
export type MemberWriter<M extends Resource = MemberResource> = {
  /** Whether they must come with their texts. */
  readonly texts: boolean;
  /** True once the report has cost what it may: the answer ends there and says so. */
  readonly isOver: () => boolean;
  /** Writes members of one collection, or a directory's cards. */
  write(out: Multistatus, members: readonly M[]): Promise<void>;
};
