import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASSIFICATIONS } from '../../../src/domain/ical/component.ts';
import type { CollectionId } from '../../../src/domain/kernel/ids.ts';
import {
  ITEM_RIGHTS,
  type ItemRight,
  NO_RIGHTS,
  OWNER_RIGHTS,
  type Rights,
} from '../../../src/domain/sharing/rights.ts';
import { fingerprintOf, itemView, viewOf, wholeView } from '../../../src/domain/sharing/view.ts';

const calendar = 'c' as CollectionId;
const having = (PUBLIC: ItemRight, PRIVATE: ItemRight, CONFIDENTIAL: ItemRight): Rights => ({
  ...NO_RIGHTS,
  isListed: true,
  items: { PUBLIC, PRIVATE, CONFIDENTIAL },
});

/** All rights that there are in three classes, each with alarms and without. */
const EVERY: readonly (readonly [Rights, boolean])[] = ITEM_RIGHTS.flatMap((one) =>
  ITEM_RIGHTS.flatMap((two) =>
    ITEM_RIGHTS.flatMap((three) => [false, true].map((showsAlarms) => [having(one, two, three), showsAlarms] as const)),
  ),
);

test('the owner sees everything, whatever its class', () => {
  assert.deepEqual(viewOf(calendar, OWNER_RIGHTS), wholeView(calendar));
  assert.deepEqual(wholeView(calendar), { collection: calendar, classes: undefined });
});

test('others see the classes in which they have any right', () => {
  assert.deepEqual(viewOf(calendar, having('none', 'date-and-time', 'modify')).classes, ['PRIVATE', 'CONFIDENTIAL']);
  assert.deepEqual(viewOf(calendar, having('view', 'respond', 'none')).classes, ['PUBLIC', 'PRIVATE']);
  assert.deepEqual(viewOf(calendar, NO_RIGHTS).classes, []);
});

test('an item is shown whole, without its owner’s alarms, or as date and time', () => {
  const rights = having('date-and-time', 'view', 'modify');
  for (const showsAlarms of [false, true]) {
    const seen = showsAlarms ? 'whole' : 'without-alarms';
    assert.equal(itemView(OWNER_RIGHTS, 'CONFIDENTIAL', showsAlarms), 'whole');
    assert.equal(itemView(rights, 'PUBLIC', showsAlarms), 'date-and-time');
    assert.equal(itemView(rights, null, showsAlarms), 'date-and-time');
    assert.equal(itemView(rights, 'PRIVATE', showsAlarms), seen);
    assert.equal(itemView(having('none', 'none', 'respond'), 'CONFIDENTIAL', showsAlarms), seen);
    assert.equal(itemView(rights, 'CONFIDENTIAL', showsAlarms), seen);
  }
});

/** What these rights show of an item of each class. */
const shown = (rights: Rights, showsAlarms: boolean): string => {
  const { classes } = viewOf(calendar, rights);
  return CLASSIFICATIONS.map((one) =>
    classes?.includes(one) === false ? 'hidden' : itemView(rights, one, showsAlarms),
  ).join();
};

test('RFC 6578 §3.2: two views of others have one number exactly where they show the same', () => {
  const numbers = new Map<string, number>();
  for (const [rights, showsAlarms] of EVERY) {
    const view = shown(rights, showsAlarms);
    const number = fingerprintOf(rights, showsAlarms);
    assert.equal(numbers.get(view) ?? number, number, view);
    numbers.set(view, number);
  }
  assert.equal(EVERY.length, 5 ** 3 * 2);
  assert.equal(new Set(numbers.values()).size, numbers.size);
  for (const number of numbers.values()) assert.ok(Number.isInteger(number) && number > 0 && number < 100, `${number}`);
});

test('the owner’s view has a number of its own, with and without alarms', () => {
  assert.deepEqual([fingerprintOf(OWNER_RIGHTS, false), fingerprintOf(OWNER_RIGHTS, true)], [0, 0]);
});
