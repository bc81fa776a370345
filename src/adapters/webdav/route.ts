import type { DavRequest, DavResponse, Services } from './method.ts';

/** A request outside of the DAV tree, from somebody who is known. */
export type RouteRequest = Pick<DavRequest, 'method' | 'headers' | 'caller' | 'metadata' | 'origin' | 'body'>;

/** One of SOGo's addresses outside of the DAV tree that programs use. */
export type Route = {
  /** Whether the decoded segments of a path are its address. */
  readonly matches: (segments: readonly string[]) => boolean;
  handle(segments: readonly string[], request: RouteRequest, services: Services): Promise<DavResponse>;
};
