/** What is used of the package, which brings no types of its own. */
declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** A `copy … from stdin` as a stream to write its data to; it has finished when the connection is ready again. */
  export const from: (text: string) => Writable & Submittable;
}
