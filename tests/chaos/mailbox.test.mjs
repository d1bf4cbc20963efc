import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mismatches } from './mailbox.mjs';

const letters = ['a', 'b'];
let ids = 0;
const rows = (uidvalidity, ...subjects) => subjects.map((subject, i) => ({ id: `${++ids}`, uidvalidity, uid: i + 1, subject }));
const all = (stored) => new Map(stored.map(({ id }, i) => [id, i + 1]));
const found = (stored, announced = all(stored)) => [...mismatches(letters, stored, announced)];

test('a mailbox in which each letter is stored once has no mismatches', () => assert.deepEqual(found(rows(1, 'a', 'b')), []));

test('I6: a lost letter is a mismatch', () => {
  assert.deepEqual(found(rows(1, 'b')), ['a is not stored under 1']);
  assert.deepEqual(found([]), ['nothing is stored']);
});

test('I6: a letter stored twice is a mismatch', () => assert.deepEqual(found(rows(1, 'a', 'b', 'a')), ['a is stored 2 times']));

test('of a folder with a new UIDVALIDITY each letter must have its new number and no second row', () => {
  assert.deepEqual(found([...rows(2, 'a'), ...rows(2, 'b')]), []);
  assert.deepEqual(found([...rows(1, 'b'), ...rows(2, 'a')]), ['b is not stored under 2']);
  assert.deepEqual(found([...rows(1, 'a'), ...rows(2, 'a', 'b')]), ['a is stored 2 times']);
});

test('I6: a letter without an event is a mismatch', () => {
  const stored = rows(1, 'a', 'b');
  assert.deepEqual(found(stored, all(stored.slice(1))), ['a was never seen live']);
});

test('I6: mail that was never delivered is a mismatch', () => assert.deepEqual(found(rows(1, 'a', 'b', 'c')), ['c was never delivered']));
