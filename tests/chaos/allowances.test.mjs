import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Allowances } from './allowances.mjs';

test('an end is allowed as often as something was done, and to that node', () => {
  const allowances = new Allowances();
  allowances.give('node1', 75);
  assert.ok(!allowances.take('node2', 75));
  assert.ok(!allowances.take('node1', 'SIGSEGV'));
  assert.ok(allowances.take('node1', 75));
  assert.ok(!allowances.take('node1', 75), 'a node is declared dead twice');
  for (const end of [0, 'SIGKILL', 0]) allowances.give('node1', end);
  for (const end of [0, 0, 'SIGKILL']) assert.ok(allowances.take('node1', end));
  assert.ok(!allowances.take('node1', 0));
});

test('what was allowed in a round is not allowed behind it', () => {
  const allowances = new Allowances();
  allowances.give('node1', 'SIGKILL');
  allowances.clear();
  assert.ok(!allowances.take('node1', 'SIGKILL'));
});
