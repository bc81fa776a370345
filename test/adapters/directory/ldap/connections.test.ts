import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import type { LdapSource } from '../../../../src/adapters/directory/ldap/ldap-source.ts';
import { DirectoryUnavailable } from '../../../../src/domain/kernel/directory-errors.ts';
import { MAX_LDAP_CONNECTIONS, MAX_WAITING_FOR_LDAP } from '../../../../src/domain/limits.ts';
import type { Slapd } from '../../../support/slapd.ts';
import { directoryOf, PEOPLE, person, sourceOn, withSource } from './people.ts';

/** Between a source and its directory: counts connections, and can end them. */
const relayTo = async (port: number) => {
  const open = new Set<net.Socket>();
  let connections = 0;
  let requests = 0;
  const server = net.createServer((near) => {
    connections += 1;
    near.on('data', () => (requests += 1));
    const far = net.connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => undefined);
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as net.AddressInfo;
  const hangUpAtNextWord = () => {
    for (const socket of open)
      socket
        .unpipe()
        .resume()
        .once('data', () => socket.destroy());
  };
  const cut = () => Promise.all([...open].map((socket) => once(socket.destroy(), 'close')));
  return {
    url: `ldap://127.0.0.1:${address.port}`,
    connections: () => connections,
    /** Each request waits for the answer to the one before, so each is one piece. */
    requests: () => requests,
    cut,
    hangUpAtNextWord,
    /** Resolves when everybody has hung up. */
    emptied: async () => {
      server.close();
      await once(server, 'close');
    },
    close: async () => {
      server.close();
      await cut();
    },
  };
};

const unavailable =
  (...words: readonly string[]) =>
  (error: unknown) => {
    assert(error instanceof DirectoryUnavailable);
    for (const word of ['LDAP source people', ...words]) assert(error.message.includes(word), error.message);
    assert(!error.message.includes('password of') && !error.message.includes('service account'), error.message);
    return true;
  };

const finds = async (source: LdapSource) => assert.equal((await source.find('jo', ''))?.uid, 'jo');
const letsIn = async (source: LdapSource) =>
  assert.equal((await source.authenticate('jo', 'password of jo', '')).is, 'authenticated');

/** Every question that a source can be asked. */
const questions: Readonly<Record<string, (source: LdapSource) => Promise<unknown>>> = {
  find: (source) => source.find('jo', ''),
  findByMail: (source) => source.findByMail('jo@example.com', ''),
  authenticate: (source) => source.authenticate('jo', 'password of jo', ''),
  search: (source) => source.search('jo', 10, ''),
  members: (source) => source.members('jo', ''),
  groupsOf: (source) => source.groupsOf('jo', ''),
  changePassword: (source) => source.changePassword('jo', 'new', 'password of jo', ''),
};

describe('connections to a directory', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([person('jo'), person('al')]);
  });
  after(() => slapd.stop());

  /** A port that nobody listens on. */
  const NOBODY = 'ldap://127.0.0.1:1';

  test('during an outage every question rejects, and says who is out for what reason', () =>
    withSource({ hostname: `${NOBODY} ldap://127.0.0.1:2` }, async (source) => {
      for (const [name, ask] of Object.entries(questions))
        await assert.rejects(ask(source), unavailable(NOBODY, '127.0.0.1:2', 'ECONNREFUSED'), name);
    }));

  test('an account of our own that is not let in is an outage, and its password stays unsaid', () =>
    withSource({ hostname: slapd.url, bindPassword: 'wrong service account' }, async (source) => {
      await assert.rejects(source.find('jo', ''), unavailable(slapd.url, 'cn=admin', '0x31'));
      await assert.rejects(source.authenticate('jo', 'password of jo', ''), unavailable('cn=admin'));
    }));

  test('without an account of our own a directory that tells strangers nothing finds nobody', () =>
    withSource({ hostname: slapd.url, anonymous: true }, async (source) => {
      assert.equal(await source.find('jo', ''), undefined);
      assert.deepEqual(await source.authenticate('jo', 'password of jo', ''), { is: 'wrong' });
    }));

  test('what the first server does not answer, the second does, and the first is passed over then', async () => {
    const relay = await relayTo(slapd.port);
    await withSource({ hostname: `${relay.url} ${slapd.url}` }, async (source) => {
      await finds(source);
      assert.equal(relay.connections(), 1);
      await relay.close();
      await finds(source);
      await letsIn(source);
    });
    const again = await relayTo(slapd.port);
    await withSource({ hostname: `${NOBODY} ${again.url}` }, async (source) => {
      await finds(source);
      await letsIn(source);
    });
    await again.close();
  });

  test('a server that was out is asked again when all others are out too', async () => {
    const other = await directoryOf([person('jo')]);
    await other.stop();
    await withSource({ hostname: `${other.url} ${slapd.url}` }, async (source) => {
      await finds(source);
      await slapd.stop();
      await other.start();
      await finds(source);
      await letsIn(source);
    });
    await Promise.all([other.stop(), slapd.start()]);
  });

  test('a server that begins to be passed over is told to the log, once', async () => {
    const warnings: string[] = [];
    const source = sourceOn({ hostname: `${NOBODY} ${slapd.url}` }, { warn: (sentence) => warnings.push(sentence) });
    for (let i = 0; i < 3; i += 1) {
      await finds(source);
      await letsIn(source);
    }
    await source.close();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^LDAP source people: ldap:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/);
  });

  test('a restart of the server between two requests fails neither', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      await finds(source);
      await letsIn(source);
      await slapd.stop();
      await assert.rejects(source.find('jo', ''), unavailable(slapd.url));
      await slapd.start();
      await finds(source);
      await letsIn(source);
    }));

  test('connections are kept, and those that were closed meanwhile are replaced', async () => {
    const relay = await relayTo(slapd.port);
    await withSource({ hostname: relay.url }, async (source) => {
      for (let i = 0; i < 3; i += 1) {
        await finds(source);
        await letsIn(source);
      }
      assert.equal(relay.connections(), 2);
      await relay.cut();
      await finds(source);
      await letsIn(source);
      assert.equal(relay.connections(), 4);
    });
    await relay.close();
  });

  test('a kept connection that ends under a request is replaced, and nobody notices', async () => {
    const relay = await relayTo(slapd.port);
    await withSource({ hostname: relay.url }, async (source) => {
      await finds(source);
      await letsIn(source);
      relay.hangUpAtNextWord();
      await finds(source);
      await letsIn(source);
      assert.equal(relay.connections(), 4);
    });
    await relay.close();
  });

  test('many at once share a few connections', async () => {
    const relay = await relayTo(slapd.port);
    await withSource({ hostname: relay.url }, async (source) => {
      await Promise.all(Array.from({ length: 100 }, () => finds(source)));
      assert.equal(relay.connections(), MAX_LDAP_CONNECTIONS);
    });
    await relay.close();
  });

  test('more than can wait are told to come again', () =>
    withSource({ hostname: slapd.url }, async (source) => {
      const all = Array.from({ length: MAX_LDAP_CONNECTIONS + MAX_WAITING_FOR_LDAP + 3 });
      const answers = await Promise.all(all.map(async () => (await source.authenticate('jo', 'wrong', '')).is));
      assert.deepEqual(
        answers.filter((is) => is !== 'wrong'),
        ['too-busy', 'too-busy', 'too-busy'],
      );
      const found = await Promise.allSettled(all.map(() => source.find('jo', '')));
      const reasons = found.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      assert.equal(reasons.length, 3);
      for (const reason of reasons) unavailable('too many wait')(reason);
      await finds(source);
    }));

  test('a login that nobody has costs as many requests as a wrong password', async () => {
    const relay = await relayTo(slapd.port);
    for (const bindFields of [[], ['uid']])
      await withSource({ hostname: relay.url, bindFields }, async (source) => {
        await letsIn(source);
        const costs: number[] = [];
        for (const login of ['jo', 'nobody', '*']) {
          const before = relay.requests();
          assert.deepEqual(await source.authenticate(login, 'wrong', ''), { is: 'wrong' });
          costs.push(relay.requests() - before);
        }
        assert.deepEqual(costs, bindFields.length === 0 ? [1, 1, 1] : [2, 2, 2]);
      });
    await relay.close();
  });

  test('a wrong password and a right one at the same time do not mix', () =>
    withSource({ hostname: slapd.url, bindFields: ['uid'] }, async (source) => {
      const logins = Array.from({ length: 60 }, (_, i) => ['password of jo', 'password of al', 'wrong'][i % 3] ?? '');
      const answers = await Promise.all(logins.map((password) => source.authenticate('jo', password, '')));
      assert.deepEqual(
        answers.map(({ is }) => is),
        logins.map((password) => (password === 'password of jo' ? 'authenticated' : 'wrong')),
      );
    }));

  test('a server that says nothing is an outage after SOGoLDAPQueryTimeout, and is passed over then', async () => {
    const silent = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    await withSource({ hostname: `ldap://127.0.0.1:${port}`, SOGoLDAPQueryTimeout: 1 }, (source) =>
      assert.rejects(source.find('jo', ''), unavailable('no answer within 1000 ms')),
    );
    const both = { hostname: `ldap://127.0.0.1:${port} ${slapd.url}`, SOGoLDAPQueryTimeout: 1 };
    await withSource({ ...both, anonymous: true }, async (source) => {
      await assert.rejects(source.find('jo', ''), unavailable('no answer within 1000 ms'));
      assert.equal(await source.find('jo', ''), undefined);
    });
    silent.close();
  });

  test('many who wait for a server that says nothing wait for it once, not one after the other', async () => {
    let connections = 0;
    const silent = net.createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    for (const who of [{}, { anonymous: true }] as const) {
      connections = 0;
      const settings = { hostname: `ldap://127.0.0.1:${port}`, SOGoLDAPQueryTimeout: 1, ...who };
      await withSource(settings, async (source) => {
        const many = Array.from({ length: 4 * MAX_LDAP_CONNECTIONS }, () =>
          assert.rejects(source.authenticate('jo', 'password of jo', ''), unavailable('no answer within 1000 ms')),
        );
        await Promise.all(many);
        assert.equal(connections, MAX_LDAP_CONNECTIONS);
        await assert.rejects(source.find('jo', ''), unavailable('no answer within 1000 ms'));
      });
    }
    silent.close();
  });

  test('what speaks no LDAP is an outage', async () => {
    const other = net.createServer((socket) =>
      socket.on('error', () => undefined).end('220 mail.example.com ESMTP\r\n'),
    );
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    await withSource({ hostname: `ldap://127.0.0.1:${port}` }, (source) =>
      assert.rejects(source.find('jo', ''), unavailable(`127.0.0.1:${port}`)),
    );
    other.close();
  });

  test('after it was closed nothing of a source is left open', { timeout: 10_000 }, async () => {
    const relay = await relayTo(slapd.port);
    const source = sourceOn({ hostname: relay.url });
    await finds(source);
    const running = Promise.all([finds(source), letsIn(source)]);
    await source.close();
    await running;
    await relay.emptied();
  });

  test('a base that is not there holds nobody', () =>
    withSource({ hostname: slapd.url, baseDN: `ou=none,${PEOPLE}` }, async (source) => {
      assert.equal(await source.find('jo', ''), undefined);
      assert.deepEqual(await source.search('jo', 10, ''), []);
      assert.deepEqual(await source.authenticate('jo', 'password of jo', ''), { is: 'wrong' });
    }));
});

describe('TLS to a directory', () => {
  let slapd: Slapd;
  before(async () => {
    slapd = await directoryOf([person('jo')]);
  });
  after(() => slapd.stop());
  const startTls = () => `${slapd.url}/????!StartTLS`;

  /** As NODE_EXTRA_CA_CERTS does it for a whole process. */
  const trusting = async (ca: string, use: () => Promise<void>) => {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, ca]);
    try {
      await use();
    } finally {
      tls.setDefaultCACertificates(before);
    }
  };

  test('a server whose certificate nobody vouches for is told nothing', async () => {
    for (const hostname of [slapd.secureUrl, startTls()])
      await withSource({ hostname }, async (source) => {
        await assert.rejects(source.find('jo', ''), unavailable('certificate'), hostname);
        await assert.rejects(source.authenticate('jo', 'password of jo', ''), unavailable('certificate'), hostname);
      });
  });

  test('a server whose authority is trusted answers, by ldaps:// and by StartTLS', () =>
    trusting(slapd.ca, async () => {
      for (const hostname of [slapd.secureUrl, startTls()])
        await withSource({ hostname }, async (source) => {
          await finds(source);
          await letsIn(source);
        });
    }));

  test('a certificate of another host is refused', () =>
    trusting(slapd.ca, async () => {
      for (const hostname of [slapd.secureUrl, startTls()])
        await withSource({ hostname: hostname.replace('127.0.0.1', 'localhost') }, (source) =>
          assert.rejects(source.find('jo', ''), unavailable('altnames')),
        );
    }));

  test('connections with StartTLS that were closed meanwhile are replaced', () =>
    trusting(slapd.ca, () =>
      withSource({ hostname: startTls() }, async (source) => {
        await finds(source);
        await letsIn(source);
        await slapd.stop();
        await slapd.start();
        await finds(source);
        await letsIn(source);
      }),
    ));
});
