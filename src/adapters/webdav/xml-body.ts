import { type Refusal, refuse } from '../../domain/kernel/refusal.ts';
import { MAX_XML_BODY } from '../../domain/limits.ts';
import { isMalformed, parseContentType } from '../http/headers.ts';
import type { DavRequest, DavResponse } from './method.ts';
import { parseXml } from './xml/parse.ts';
import type { XmlElement } from './xml/tree.ts';

/** What came of reading a body: `root` is undefined where there was none. */
export type XmlBody = { readonly is: 'xml'; readonly root: XmlElement | undefined };

const isXml = (type: string): boolean => /^(application|text)\/xml$|\+xml$/.test(type);

/**
 * RFC 4918 §8.2: the document element of the request's body. A client may forget the Content-Type, but one that names
 * another format, or sends one without naming it, gets the refusal that is given for it.
 */
export const readXmlBody = async (
  request: DavRequest,
  otherType?: Refusal,
): Promise<XmlBody | Refusal | DavResponse> => {
  const octets = await request.body(MAX_XML_BODY);
  if (!(octets instanceof Uint8Array)) return octets;
  if (octets.byteLength === 0) return { is: 'xml', root: undefined };
  const type = parseContentType(request.headers['content-type']);
  if (isMalformed(type)) return refuse('request-malformed', 'The header Content-Type cannot be read.');
  if (otherType !== undefined && type !== undefined && !isXml(type.type)) return otherType;
  const root = parseXml(octets, { charset: type?.parameters.get('charset') });
  if (!('is' in root)) return { is: 'xml', root };
  if (otherType !== undefined && type === undefined) return otherType;
  return refuse('request-malformed', root.message, root.line === 0 ? undefined : root.line);
};
