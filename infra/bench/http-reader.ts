/** Reads one answer of HTTP/1.1 from the octets of a connection. */

export type Head = { readonly status: number; readonly headers: ReadonlyMap<string, string> };

const parseHead = (text: string): Head => {
  const [first = '', ...lines] = text.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new Error(`not HTTP/1.1: ${first.slice(0, 40)}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status, headers };
};

/** Takes octets until the body is complete. */
type Body = { take(data: Buffer): boolean; readonly parts: Buffer[] };

/** RFC 9112 §6.2; Infinity reads until the connection ends. */
const sizedBody = (length: number): Body => {
  const parts: Buffer[] = [];
  let left = length;
  return {
    parts,
    take: (data) => {
      if (data.length > 0) parts.push(data);
      left -= data.length;
      return left <= 0;
    },
  };
};

/** RFC 9112 §7.1 */
const chunkedBody = (): Body => {
  const parts: Buffer[] = [];
  let line = '';
  let left = 0;
  let expects: 'size' | 'octets' | 'end of octets' | 'trailer' = 'size';
  const endLine = (): boolean => {
    const text = line.trim();
    line = '';
    if (expects === 'trailer') return text === '';
    if (expects === 'size') {
      left = Number.parseInt(text, 16);
      if (Number.isNaN(left)) throw new Error('a chunk without a size');
    }
    expects = expects === 'end of octets' ? 'size' : left === 0 ? 'trailer' : 'octets';
    return false;
  };
  const take = (data: Buffer): boolean => {
    for (let at = 0; at < data.length; ) {
      if (expects === 'octets') {
        const end = Math.min(data.length, at + left);
        parts.push(data.subarray(at, end));
        left -= end - at;
        at = end;
        if (left === 0) expects = 'end of octets';
        continue;
      }
      const newline = data.indexOf(10, at);
      line += data.toString('latin1', at, newline < 0 ? data.length : newline);
      if (newline < 0) return false;
      at = newline + 1;
      if (endLine()) return true;
    }
    return false;
  };
  return { parts, take };
};

const bodyOf = ({ status, headers }: Head, method: string): Body => {
  if (method === 'HEAD' || status === 204 || status === 304) return sizedBody(0);
  if (headers.get('transfer-encoding')?.toLowerCase() === 'chunked') return chunkedBody();
  return sizedBody(Number(headers.get('content-length') ?? Number.POSITIVE_INFINITY));
};

export type Read = Head & { readonly body: Buffer; readonly bytes: number; readonly keepAlive: boolean };

/**
 * `take` gets octets as they come and gives the answer when it is complete; `end` gives it when the connection ended,
 * undefined when that was too early. Interim answers (1xx) are passed over.
 */
export const httpReader = (method: string) => {
  let before: Buffer = Buffer.alloc(0);
  let head: Head | undefined;
  let body: Body | undefined;
  let bytes = 0;
  const finish = (keepAlive: boolean): Read | undefined =>
    head && body ? { ...head, body: Buffer.concat(body.parts), bytes, keepAlive } : undefined;
  const take = (data: Buffer): Read | undefined => {
    bytes += data.length;
    let rest = data;
    while (body === undefined) {
      before = before.length === 0 ? rest : Buffer.concat([before, rest]);
      const end = before.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      head = parseHead(before.toString('latin1', 0, end));
      rest = before.subarray(end + 4);
      before = Buffer.alloc(0);
      if (head.status >= 200) body = bodyOf(head, method);
    }
    if (!body.take(rest)) return undefined;
    return finish(head?.headers.get('connection')?.toLowerCase() !== 'close');
  };
  const end = (): Read | undefined => {
    const isOpenEnded = head && !head.headers.has('content-length') && !head.headers.has('transfer-encoding');
    return isOpenEnded ? finish(false) : undefined;
  };
  return { take, end };
};
