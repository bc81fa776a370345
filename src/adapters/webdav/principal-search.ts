/** RFC 3744 §9.4: the searches of a principal-property-search, and whom the directory has for them. */
import { foldLogin } from '../../domain/account/login.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_PRINCIPAL_TEXTS, MAX_PRINCIPALS_FOUND, MAX_TEXT_MATCH } from '../../domain/limits.ts';
import type { DirectoryEntry } from '../../domain/ports.ts';
import { parsePath } from '../http/path.ts';
import type { DavRequest, Services } from './method.ts';
import { caldav, calendarserver, clark, dav, type XmlName } from './xml/name.ts';
import { childOf, childrenOf, elementsOf, type XmlElement } from './xml/tree.ts';

/** All of these properties contain the text. */
export type Search = { readonly names: readonly XmlName[]; readonly match: string };

/** The searches that a body names; refuses what is none, and texts that nobody types. */
export const searchesIn = (body: XmlElement): Search[] | Refusal => {
  const searches = childrenOf(body, dav('property-search')).map((search) => {
    const prop = childOf(search, dav('prop'));
    return {
      names: prop === undefined ? [] : elementsOf(prop).map(({ name }) => name),
      match: childOf(search, dav('match'))?.text.trim(),
    };
  });
  const whole = searches.flatMap(({ names, match }) =>
    match === undefined || names.length === 0 ? [] : [{ names, match }],
  );
  if (whole.length === 0 || whole.length < searches.length)
    return refuse('request-malformed', 'Each property-search has a prop with properties, and a match.');
  return whole.every(({ match }) => match.length <= MAX_TEXT_MATCH)
    ? whole
    : refuse('request-malformed', `A match has at most ${MAX_TEXT_MATCH} letters.`);
};

/** The properties that say what the search fields of a directory say, or name somebody. */
const LOOKED_UP: ReadonlySet<string> = new Set(
  [
    dav('displayname'),
    calendarserver('email-address-set'),
    caldav('calendar-user-address-set'),
    caldav('calendar-home-set'),
  ].map(clark),
);

/**
 * The texts to look for: whoever is to match all searches matches the first that the directory can answer, so no other
 * is asked; an empty one would be everybody. Refuses too many.
 */
const textsOf = (searches: readonly Search[], any: boolean): readonly string[] | Refusal => {
  const able = searches.filter(({ names, match }) => match !== '' && names.some((name) => LOOKED_UP.has(clark(name))));
  const texts = new Set(able.slice(0, any ? able.length : 1).map(({ match }) => foldLogin(match)));
  return texts.size <= MAX_PRINCIPAL_TEXTS
    ? [...texts]
    : refuse('too-many-matches', `One search looks for at most ${MAX_PRINCIPAL_TEXTS} texts.`);
};

/** The login in a path below the DAV root; undefined for other texts. */
const loginIn = (text: string, root: string): string | undefined => {
  if (!text.startsWith(foldLogin(root))) return undefined;
  const path = parsePath(text);
  return path.is === 'path' ? path.segments[2] : undefined;
};

const lookUp = async (text: string, limit: number, { caller, root }: DavRequest, { directory }: Services) => {
  const login = loginIn(text, root);
  if (login === undefined) return directory.search(text.replace(/^mailto:/, ''), limit, caller.domain);
  const entry = await directory.visible(login, caller.domain);
  return entry === undefined ? [] : [entry];
};

/** Those who may match; `isCut`: the directory has more. */
export type Candidates = { readonly entries: readonly DirectoryEntry[]; readonly isCut: boolean };

/**
 * Others whom the caller may see and who may match, each once. What their properties say is still to be held against the
 * searches.
 */
export const candidatesFor = async (
  searches: readonly Search[],
  any: boolean,
  request: DavRequest,
  services: Services,
): Promise<Candidates | Refusal> => {
  const texts = textsOf(searches, any);
  if (isRefusal(texts)) return texts;
  const answers = await Promise.all(texts.map((text) => lookUp(text, MAX_PRINCIPALS_FOUND + 1, request, services)));
  const byLogin = new Map(answers.flat().map((entry) => [entry.login, entry]));
  byLogin.delete(request.caller.login);
  return { entries: [...byLogin.values()], isCut: answers.some(({ length }) => length > MAX_PRINCIPALS_FOUND) };
};
