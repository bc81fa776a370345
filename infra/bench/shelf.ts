/** What the bench has put into a calendar and must find there again. */

export type Item = { readonly name: string; readonly index: number; version: number; etag: string | undefined };

/** The items of one writer in a calendar; several writers may share the calendar, their names begin differently. */
export type Shelf = {
  /** Of the calendar, with a slash at the end. */
  readonly path: string;
  readonly prefix: string;
  readonly items: Map<string, Item>;
  /** The index of the next new item. */
  next: number;
};

export const emptyShelf = (path: string, prefix: string): Shelf => ({ path, prefix, items: new Map(), next: 0 });

export const nextItem = (shelf: Shelf): Item => {
  const index = shelf.next++;
  return { name: `${shelf.prefix}-${index}.ics`, index, version: 0, etag: undefined };
};

export const isOn = (shelf: Shelf, name: string): boolean => name.startsWith(`${shelf.prefix}-`);
