import { XML_TYPE } from './media-types.ts';
import type { DavResponse } from './method.ts';
import { type Multistatus, startMultistatus } from './xml/multistatus.ts';

/** RFC 4918 §13: a 207 that `write` fills; it is ended when `write` is through. */
export const multistatusResponse = (write: (out: Multistatus) => Promise<void>): DavResponse => ({
  status: 207,
  headers: { 'Content-Type': XML_TYPE },
  body: async (out) => {
    const multistatus = startMultistatus(out);
    await write(multistatus);
    multistatus.end();
  },
});
