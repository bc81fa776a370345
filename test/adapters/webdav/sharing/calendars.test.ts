import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CALENDAR_CASES, DOMAIN_CASES, PUBLIC_CASES } from './cases.ts';
import { CALENDARS } from './kinds.ts';
import { readAll } from './reading.ts';
import { ANN, BOB, differences, judged, OWNER, PUBLIC, rowsOf, SUPERUSER } from './rows.ts';
import { type Site, startSite } from './site.ts';

describe('who may do what in a calendar, by the roles that he was given', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  test('every role, by itself and beside others, and every way to get one: where it is, and where it is subscribed to', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(CALENDAR_CASES, 'jo', ANN, BOB), judged), []);
  });

  test('the roles that a domain gives', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(DOMAIN_CASES, 'bea', ANN, BOB), judged), []);
  });

  test('the owner and superusers do everything, whatever was given', async () => {
    const cases = CALENDAR_CASES.slice(-3);
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(cases, 'jo', OWNER, SUPERUSER), judged), []);
  });

  test('the public reads what it was given, and writes nothing', async () => {
    assert.deepEqual(await differences(site, CALENDARS, rowsOf(PUBLIC_CASES, 'jo', PUBLIC), readAll), []);
  });
});
