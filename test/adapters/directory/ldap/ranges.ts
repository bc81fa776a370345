/** A directory that tells a group's members in parts, as Active Directory does; slapd cannot. It answers only what groups need. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { BerReader, BerWriter, PresenceFilter, SearchRequest } from 'ldapts';

type Attributes = Readonly<Record<string, readonly string[]>>;

/** RFC 4511 §4.2, §4.5.1, §4.5.2 */
const BIND_REQUEST = 0x60;
const BIND_RESPONSE = 0x61;
const SEARCH_REQUEST = 0x63;
const SEARCH_ENTRY = 0x64;
const SEARCH_DONE = 0x65;
const SET = 0x31;

const message = (id: number, operation: number, write: (writer: BerWriter) => void): Buffer => {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
};

const success = (writer: BerWriter): void => {
  writer.writeEnumeration(0);
  writer.writeString('');
  writer.writeString('');
};

const entry = (dn: string, attributes: Attributes) => (writer: BerWriter) => {
  writer.writeString(dn);
  writer.startSequence();
  for (const [name, values] of Object.entries(attributes)) {
    writer.startSequence();
    writer.writeString(name);
    writer.startSequence(SET);
    for (const value of values) writer.writeString(value);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
};

/** Members from where they were asked for, `size` at a time. */
const partOf = (members: readonly string[], asked: readonly string[], size: number): Attributes => {
  const from = Number(/^member;range=(\d+)-\*$/.exec(asked.find((name) => name.startsWith('member;')) ?? '')?.[1] ?? 0);
  const last = from + size >= members.length ? '*' : from + size - 1;
  return { [`member;range=${from}-${last}`]: members.slice(from, from + size) };
};

/** Starts it: every search finds the one group, or the person whose DN is the base. */
export const startRanges = async (group: string, members: readonly string[], size: number) => {
  const found = ({ messageId, baseDN, attributes }: SearchRequest): Buffer => {
    const uid = /^uid=(\w+),/.exec(baseDN)?.[1];
    if (uid !== undefined)
      return message(messageId, SEARCH_ENTRY, entry(baseDN, { objectClass: ['person'], uid: [uid] }));
    const plain = { objectClass: ['group'], uid: ['all'], mail: ['all@example.com'] };
    return message(messageId, SEARCH_ENTRY, entry(group, { ...plain, ...partOf(members, attributes, size) }));
  };
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (data) => {
        const reader = new BerReader(data);
        while (reader.remain > 0) {
          reader.readSequence();
          const end = reader.offset + reader.length;
          const id = reader.readInt() ?? 0;
          const operation = reader.readSequence();
          if (operation === BIND_REQUEST) socket.write(message(id, BIND_RESPONSE, success));
          if (operation === SEARCH_REQUEST) {
            const request = new SearchRequest({ messageId: id, filter: new PresenceFilter() });
            request.parseMessage(reader);
            socket.write(found(request));
            socket.write(message(id, SEARCH_DONE, success));
          }
          reader.offset = end;
        }
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};
