import type { IncomingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';
import type { Metadata } from '../../domain/kernel/event.ts';
import type { Refusal } from '../../domain/kernel/refusal.ts';
import type { Directory, EventLog, Locks, Sql } from '../../domain/ports.ts';
import type { Property } from './property.ts';
import type { Report } from './report.ts';
import type { Account, Resource, Unmapped } from './resource.ts';
import type { DavSettings } from './settings.ts';

/** What methods work with; nothing here belongs to one request. */
export type Services = {
  readonly log: EventLog;
  readonly sql: Sql;
  readonly locks: Locks;
  /** UTC milliseconds. */
  readonly now: () => number;
  /** 128 random bits, 22 characters. */
  readonly newId: () => string;
  readonly registry: Registry;
  readonly settings: DavSettings;
  /** Who else there is, for those who may see them, and the address books of the directory. */
  readonly directory: Pick<
    Directory,
    'find' | 'search' | 'visible' | 'books' | 'groupsOf' | 'members' | 'keepsPersonalBooks' | 'personalBooks'
  >;
};

/** What the dialects bring; each list is filled by registries. */
export type Registry = {
  readonly methods: ReadonlyMap<string, Method>;
  /** By Clark name. */
  readonly properties: ReadonlyMap<string, readonly Property[]>;
  /** By Clark name of the body's root element. */
  readonly reports: ReadonlyMap<string, Report>;
};

/** One request, from somebody who is known. */
export type DavRequest = {
  readonly method: string;
  /** What the URL names; `Unmapped` when nothing, but a new resource could be there. */
  readonly target: Resource | Unmapped;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Account;
  readonly metadata: Metadata;
  /** Path of the DAV root, encoded, with its trailing slash. */
  readonly root: string;
  /** Path of the tree that is looked at: the root, or the public tree below it. */
  readonly tree: string;
  /** `http://host:port` as the client knows it. */
  readonly origin: string;
  /** The whole body, decoded of its Content-Encoding, of at most `limit` octets; or what to answer instead. */
  body(limit: number): Promise<Uint8Array | DavResponse>;
  /** What another path (encoded, absolute) names for this caller; undefined where nothing can be there. */
  locate(path: string): Promise<Resource | Unmapped | undefined>;
};

/** What is sent: text is UTF-8; a function writes a stream that may be long (`startMultistatus`) and ends it. */
export type DavResponse = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | ((out: Writable) => Promise<void>);
};

/** One HTTP method: one file. A refusal is answered from the table in `answers.ts`. */
export type Method = {
  readonly name: string;
  handle(request: DavRequest, services: Services): Promise<DavResponse | Refusal>;
};
