import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MAX_RESOURCE_SIZE } from '../../../src/domain/limits.ts';
import { ask, event, type Fasti, startConfigured } from '../../support/fasti.ts';

const ICS = { 'content-type': 'text/calendar' };
const PERSONAL = '/SOGo/dav/jo/Calendar/personal/';
const ASKED =
  '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:max-resource-size/></prop></propfind>';

/** An event whose text has this many octets. */
const ofSize = (octets: number): string => {
  const empty = event('a', 'SUMMARY:');
  return event('a', `SUMMARY:${'x'.repeat(octets - empty.length)}`);
};

/** A server with this WOMaxUploadSize, kB. */
const withLimit = (WOMaxUploadSize: number): Promise<Fasti> =>
  startConfigured({ system: { WOMaxUploadSize }, domains: new Map() }, {}, 'jo');

const told = async (fasti: Fasti): Promise<string | undefined> => {
  const { text } = await ask(fasti, 'PROPFIND', PERSONAL, { depth: '0' }, ASKED);
  return /<C:max-resource-size>(\d+)</.exec(text)?.[1];
};

describe('WOMaxUploadSize', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await withLimit(1);
  });
  after(() => fasti.stop());

  for (const [method, path] of [
    ['PUT', `${PERSONAL}a.ics`],
    ['POST', PERSONAL],
  ] as const)
    test(`a body above it is refused: ${method}`, async () => {
      const bodies: readonly (readonly [string | Uint8Array<ArrayBuffer>, Record<string, string>])[] = [
        [ofSize(1025), ICS],
        [new Uint8Array(gzipSync(ofSize(1025))), { ...ICS, 'content-encoding': 'gzip' }],
      ];
      for (const [body, headers] of bodies) {
        const { status, text } = await ask(fasti, method, path, headers, body);
        assert.equal(status, 413);
        assert.match(text, /<C:max-resource-size\/>.*A calendar object may have 1024 octets\./);
      }
    });

  test('one that just fits is stored', async () => {
    assert.equal((await ask(fasti, 'PUT', `${PERSONAL}a.ics`, ICS, ofSize(1024))).status, 201);
  });

  test('it is no limit for what is not uploaded', async () => {
    const long = ASKED.replace('<prop>', `<prop>${'<displayname/>'.repeat(100)}`);
    assert.equal((await ask(fasti, 'PROPFIND', PERSONAL, { depth: '0' }, long)).status, 207);
  });

  test('RFC 4791 §5.2.5: max-resource-size says so', async () => {
    assert.equal(await told(fasti), '1024');
  });
});

test('a WOMaxUploadSize above the server’s own limit raises nothing', async () => {
  const fasti = await withLimit((2 * MAX_RESOURCE_SIZE) / 1024);
  try {
    assert.equal(await told(fasti), String(MAX_RESOURCE_SIZE));
    const { status } = await ask(fasti, 'PUT', `${PERSONAL}a.ics`, ICS, ofSize(MAX_RESOURCE_SIZE + 1));
    assert.equal(status, 413);
  } finally {
    await fasti.stop();
  }
});
