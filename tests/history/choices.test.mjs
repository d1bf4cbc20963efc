import assert from 'node:assert/strict';
import { test } from 'node:test';

import { choicesOf, killOf } from './choices.mjs';

test('a seed repeats the actions of every device and the moments of kills', () => {
  for (const round of [1, 2]) {
    assert.deepEqual(killOf('a seed', round, 500), killOf('a seed', round, 500));
    for (const device of [0, 1]) assert.deepEqual(choicesOf('a seed', round, device, 200), choicesOf('a seed', round, device, 200));
  }
});

test('seeds, rounds and devices differ in their actions', () => {
  const choices = [choicesOf(1, 1, 0, 50), choicesOf(2, 1, 0, 50), choicesOf(1, 2, 0, 50), choicesOf(1, 1, 1, 50)];
  assert.equal(new Set(choices.map((list) => JSON.stringify(list))).size, choices.length);
});

test('every kind of operation is chosen, and no op twice', () => {
  const choices = choicesOf('all', 1, 0, 2000);
  const actions = new Set(choices.map(({ action }) => action));
  assert.deepEqual([...actions].sort(), ['close', 'cut', 'dialog', 'history', 'race', 'read', 'repeat', 'resubscribe',
    'send', 'settle', 'typing']);
  const ops = choices.flatMap(({ op, messages = [] }) => [op, ...messages.map((message) => message.op)]).filter(Boolean);
  assert.ok(ops.length > 1000);
  assert.equal(new Set(ops).size, ops.length);
  for (const op of ops) assert.match(op, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

// With 32 bits of state these two devices had an op in common.
test('two devices never choose the same op', () => {
  const [first, second] = [['the folder of a mailbox is renumbered while mail arrives 1.16', 2], ['the server of a mailbox hangs in the midst of a letter 1.7', 8]]
    .map(([round, device]) => JSON.stringify(choicesOf(903, round, device, 40)).match(/"op":"[^"]+"/g));
  assert.equal(new Set([...first, ...second]).size, first.length + second.length);
});

test('kills fall on requests, answers and events, from the first to the last', () => {
  const kills = Array.from({ length: 300 }, (_, round) => killOf('kills', round, 100));
  assert.deepEqual([...new Set(kills.map(({ on }) => on))].sort(), ['event', 'invoke', 'ok']);
  const after = kills.map((kill) => kill.after);
  assert.ok(Math.min(...after) >= 1 && Math.min(...after) < 10);
  assert.ok(Math.max(...after) <= 100 && Math.max(...after) > 90);
});
