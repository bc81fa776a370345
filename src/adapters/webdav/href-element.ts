import { dav } from './xml/name.ts';
import { el, text, type Xml } from './xml/write.ts';

/** RFC 4918 §14.7 */
export const href = (path: string): Xml => el(dav('href'), text(path));
