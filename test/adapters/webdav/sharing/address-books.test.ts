import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BOOK_CASES } from './cases.ts';
import { BOOKS } from './kinds.ts';
import { ANN, BOB, differences, judged, OWNER, rowsOf, SUPERUSER } from './rows.ts';
import { type Site, startSite } from './site.ts';

describe('who may do what in an address book, by the roles that he was given', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.stop());

  test('every set of roles, and every way to get one: where it is, and where it is subscribed to', async () => {
    assert.deepEqual(await differences(site, BOOKS, rowsOf(BOOK_CASES, 'jo', ANN, BOB), judged), []);
  });

  test('the owner and superusers do everything, whatever was given', async () => {
    assert.deepEqual(await differences(site, BOOKS, rowsOf(BOOK_CASES.slice(-3), 'jo', OWNER, SUPERUSER), judged), []);
  });
});
