import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CALENDAR_CASES, DOMAIN_CASES, PAIRED_CASES, PUBLIC_CASES, WEB_CASES } from './cases.ts';
import { CALENDARS } from './kinds.ts';
import { readAll } from './reading.ts';
import { ANN, BOB, differences, judged, OWNER, PUBLIC, rowsOf, SUPERUSER } from './rows.ts';
import { type Site, startSite } from './site.ts';
import { writeNothing } from './writing.ts';

describe('who may do what in a calendar, by the roles that he was given', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  test('every role, and every way to get one: where it is, and where it is subscribed to', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(CALENDAR_CASES, 'jo', ANN, BOB), judged), []);
  });

  test('every role of a class beside those for what comes and goes', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(PAIRED_CASES, 'jo', ANN), judged), []);
  });

  test('the roles that a domain gives', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(DOMAIN_CASES, 'bea', ANN, BOB), judged), []);
  });

  test('the owner and superusers do everything, whatever was given', async () => {
    const cases = CALENDAR_CASES.slice(-3);
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(cases, 'jo', OWNER, SUPERUSER), judged), []);
  });

  test('what is fetched from another server is seen and not written, whoever asks', async () => {
    const rows = [...rowsOf(WEB_CASES, 'jo', ANN), ...rowsOf(WEB_CASES.slice(-3), 'jo', BOB, OWNER, SUPERUSER)];
    assert.deepEqual(await differences(site, CALENDARS, rows, judged), []);
  });

  test('the public reads what it was given', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(PUBLIC_CASES, 'jo', PUBLIC), readAll), []);
  });

  test('the public writes nothing, whatever it was given', async () => {
    const rows = rowsOf(PUBLIC_CASES, 'jo', PUBLIC);
    assert.deepEqual(await differences(site, CALENDARS, rows, writeNothing), []);
  });
});
