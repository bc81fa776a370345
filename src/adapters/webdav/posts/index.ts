import type { Report } from '../report.ts';
import { clark } from '../xml/name.ts';

const all: readonly Report[] = [];

/** What SOGo's clients post as XML instead of a new member, by the Clark name of the body's root element. */
export const posts: ReadonlyMap<string, Report> = new Map(all.map((post) => [clark(post.name), post]));
