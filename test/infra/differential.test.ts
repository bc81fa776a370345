import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { eachValue, listed, values, whole } from '../../infra/differential/answers.ts';
import { compare, unused } from '../../infra/differential/compare.ts';
import { got, gotExport } from '../../infra/differential/contents.ts';
import { less, more } from '../../infra/differential/decided/meant.ts';
import { grouped } from '../../infra/differential/report.ts';
import { record } from '../../infra/differential/scenario.ts';
import { SCENARIOS } from '../../infra/differential/scenarios.ts';
import type { Answer } from '../../infra/differential/site.ts';
import { type Fasti, startFasti } from '../support/fasti.ts';
import { freePort } from '../support/free-port.ts';

const answer = (text: string, status = 207): Answer => ({
  status,
  text,
  path: '/SOGo/dav/u01/',
  headers: new Headers(),
});

describe('answers that say the same are the same text', () => {
  const told = (prefix: string, privileges: readonly string[]): Answer =>
    answer(
      `<${prefix}:multistatus xmlns:${prefix}="DAV:"><${prefix}:response><${prefix}:href>/SOGo/dav/u01</${prefix}:href>` +
        `<${prefix}:propstat><${prefix}:prop><${prefix}:current-user-privilege-set>` +
        privileges.map((one) => `<${prefix}:privilege><${prefix}:${one}/></${prefix}:privilege>`).join('') +
        `</${prefix}:current-user-privilege-set></${prefix}:prop><${prefix}:status>HTTP/1.1 200 OK</${prefix}:status>` +
        `</${prefix}:propstat></${prefix}:response></${prefix}:multistatus>`,
    );

  test('whatever the prefix, the order of a set, and the slash at the end', () =>
    assert.equal(values(told('D', ['read', 'bind'])), values(told('x', ['bind', 'read']))));

  test('with another privilege it is another text', () =>
    assert.equal(values(told('D', ['read', 'bind'])), '207 current-user-privilege-set={bind read}'));

  test('members are named below the place that was asked, with what is wrong with them', () => {
    const response = (name: string, status: string) =>
      `<response><href>/SOGo/dav/u01/${name}</href><status>HTTP/1.1 ${status}</status></response>`;
    const both = answer(
      `<multistatus xmlns="DAV:">${response('b', '404 Not Found')}${response('a', '200 OK')}</multistatus>`,
    );
    assert.equal(listed(both), '207 a b!404');
    assert.equal(eachValue(both), '207 a: 200; b: 404;');
  });

  test('what is no XML is told as it is', () => assert.equal(whole(answer('Not  here', 404)), '404 Not here'));
});

describe('what of an event is shown', () => {
  const event = (...lines: readonly string[]) =>
    answer(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'), 200);

  test('all of it', () => assert.equal(got(event('UID:one', 'DESCRIPTION:Words'), 'one'), '200 whole'));
  test('all of it with its alarm', () =>
    assert.equal(got(event('UID:one', 'DESCRIPTION:Words', 'BEGIN:VALARM'), 'one'), '200 whole with alarm'));
  test('date and time', () =>
    assert.equal(
      got(event('UID:hash', 'DTSTART:20270105T100000Z', 'SUMMARY:(Private event)', 'X-SOGO-SECURE:YES'), 'one'),
      '200 reduced “(Private event)” with another UID: DTSTART,SUMMARY,UID,X-SOGO-SECURE',
    ));
});

test('an export is told event by event, without what the calendar around them has', () => {
  const events = ['One', 'Two'].map(
    (summary) => `BEGIN:VEVENT\r\nSUMMARY:${summary}\r\nX-SOGO-SECURE:YES\r\nEND:VEVENT`,
  );
  const told = gotExport(
    answer(['BEGIN:VCALENDAR', ...events, 'X-WR-CALNAME:Work', 'END:VCALENDAR'].join('\r\n'), 200),
  );
  const each = ['One', 'Two'].map((name) => `${name}: reduced “${name}” with another UID: SUMMARY,X-SOGO-SECURE;`);
  assert.equal(told, ['200', ...each].join(' '));
});

describe('an answer that says less than another', () => {
  test('has no word that the other has not, whatever stands between them', () =>
    assert.ok(less('207 list(a(1) b(2)) x,y', '207 list(a(1)) y')));
  test('has the status of the other', () => assert.ok(!less('207 a', '404')));
  test('is one to which the other has something to add', () => {
    assert.ok(more('200 DTSTART,UID', '200 DTSTART,RDATE,UID'));
    assert.ok(!more('200 DTSTART,RDATE,UID', '200 DTSTART,UID'));
  });
});

describe('two tables', () => {
  const decided = [
    { steps: /^a: /, meant: (sogo: string, fasti: string) => sogo === '201' && fasti === '403', why: 'as decided' },
    { steps: /^b: /, meant: () => true, why: 'not needed' },
  ];
  const sogo = new Map([
    ['a: one', '201'],
    ['a: two', '201'],
    ['a: three', '204'],
  ]);
  const fasti = new Map([
    ['a: one', '201'],
    ['a: two', '403'],
  ]);
  const differences = compare(sogo, fasti, decided);

  test('differ where the answers do; a decision covers the answers that it means, a missing step is different', () =>
    assert.deepEqual(differences, [
      { step: 'a: two', sogo: '201', fasti: '403', why: 'as decided' },
      { step: 'a: three', sogo: '204', fasti: 'the step is missing', why: undefined },
    ]));

  test('a decision that nothing needs is told', () =>
    assert.deepEqual(
      unused(differences, decided).map(({ why }) => why),
      ['not needed'],
    ));

  test('differences of the same kind are one group', () => {
    const twice = ['x', 'y'].map((step) => ({ step, sogo: '201', fasti: '403', why: undefined }));
    assert.equal(grouped(twice).length, 1);
    assert.match(grouped(twice)[0] ?? '', /^2 × x \| y\n/);
  });
});

/** Those that take no more than a moment. */
const SHORT = ['homes', 'reduced copies', 'unregistered class', 'freebusy.ifb', 'classification'];

describe('the scenarios', () => {
  let fasti: Fasti;
  before(async () => {
    fasti = await startFasti('u01', 'u02', 'u03', 'u04', 'u05', 'u06', 'u07', 'u08', 'u09', 'sogo-tests-super');
  });
  after(() => fasti.stop());

  test('are answered the same the second time: they clear away what they made', async () => {
    const site = { label: 'fasti', root: `${fasti.origin}/SOGo/dav` };
    const some = SCENARIOS.filter(({ name }) => SHORT.includes(name));
    const first = await record(some, site);
    assert.ok(first.size > 100);
    assert.deepEqual(compare(first, await record(some, site), []), []);
  });
});

test('without a SOGo nothing is compared, and it is said', async () => {
  const program = path.join(import.meta.dirname, '../../infra/differential/run.ts');
  const url = `http://127.0.0.1:${await freePort()}/SOGo/dav`;
  const { promise, resolve } = Promise.withResolvers<{ code: unknown; stderr: string }>();
  execFile(process.execPath, [program, '--sogo', url], (error, _stdout, stderr) =>
    resolve({ code: error?.code, stderr }),
  );
  const { code, stderr } = await promise;
  assert.equal(code, 2);
  assert.match(stderr, /no SOGo that knows u01 answers at .*Nothing was compared/);
});
