import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenRule } from '../../../../src/adapters/directory/passwords/policy.ts';

/** As SOGo's guide shows them. */
const POLICY = [
  { label: 'Minimum of 1 lowercase letter', regex: '[a-z]' },
  { label: 'Minimum of 2 special symbols', regex: String.raw`([%$&*(){}!?\@#].*){2,}` },
  { label: 'Minimum length of 8 characters', regex: '.{8,}' },
];

test('a password that keeps every rule breaks none', () => {
  assert.equal(brokenRule('abc$def#', POLICY), undefined);
  assert.equal(brokenRule('', []), undefined);
});

test('the first rule that is broken is told', () => {
  assert.equal(brokenRule('ABC', POLICY), 'Minimum of 1 lowercase letter');
  assert.equal(brokenRule('abc#', POLICY), 'Minimum of 2 special symbols');
  assert.equal(brokenRule('ab##', POLICY), 'Minimum length of 8 characters');
});

test('an expression that takes ages for a text is broken by it, and a broken expression by all', () => {
  assert.equal(brokenRule('a'.repeat(1000), [{ label: 'slow', regex: '(.*[a-z].*){12}!' }]), 'slow');
  assert.equal(brokenRule('abc', [{ label: 'damaged', regex: '(' }]), 'damaged');
});
