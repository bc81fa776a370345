/** Views as parameters of queries. A member without a class counts as PUBLIC. */
import type { CollectionView } from '../../domain/sharing/view.ts';

/** A view of one collection: `all`, or the members of `classes` alone. */
export const seenIn = ({ collection, classes }: CollectionView) => ({
  collection,
  all: classes === undefined,
  classes: classes ?? [],
});

/** Stands for all classes. */
export const ALL = '*';

/** Several views, as arrays of one length; the classes of each in one text, of which no class is a part of another. */
export const seenInEach = (views: readonly CollectionView[]) => ({
  collections: views.map(({ collection }) => collection),
  classes: views.map(({ classes }) => classes?.join(' ') ?? ALL),
});
