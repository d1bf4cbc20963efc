import assert from 'node:assert/strict';
import { test } from 'node:test';

import { measure, spread, unasked } from './measures.mjs';

/** Entries by hand: each begins with its time. */
const entries = (...list) => list.map(([at, type, fields]) => ({ at, type, ...fields }));
const phone = { device: 'phone', user: '1', socket: 'phone.1', node: 'node1' };
const back = { ...phone, socket: 'phone.2', node: 'node2' };
const send = (attempt, client, chat = '7') => ({ attempt, ...client, action: 'send', parameters: { op: `op ${attempt}`, chat } });
const subscribe = (attempt, client) => ({ attempt, ...client, action: 'subscribe', parameters: { rooms: {} } });

const killed = entries(
  [0, 'fault', { what: 'begin', scenario: 'a', round: 1 }],
  [1, 'invoke', subscribe(1, phone)], [2, 'ok', { attempt: 1 }],
  [9, 'invoke', send(2, phone)],
  [10, 'fault', { what: 'kill', node: 'node1', rooms: ['chat:7', 'chat:8', 'user:1'] }],
  [11, 'unknown', { attempt: 2 }], [11, 'closed', { ...phone, code: 1006 }],
  [50, 'invoke', subscribe(3, back)], [60, 'ok', { attempt: 3 }],
  [61, 'invoke', { ...send(4, back), parameters: { op: 'op 2', chat: '7' } }], [110, 'ok', { attempt: 4 }],
  [200, 'fault', { what: 'end' }],
);

test('an owner has moved when a write sent since is acknowledged, in each room that was written to', () =>
  assert.deepEqual(measure(killed).get('a').moved, { count: 1, p50: 100, p99: 100, max: 100 }));

test('a room to which nobody wrote in the first second says nothing of when it moved', () => {
  const late = killed.map((entry) => (entry.at > 60 ? { ...entry, at: entry.at + 1000 } : entry));
  assert.equal(measure(late).get('a').moved, null);
});

test('what the struck node itself acknowledges shows no move', () => {
  const stays = killed.map((entry) => (entry.node === 'node2' ? { ...entry, node: 'node1' } : entry));
  assert.equal(measure(stays).get('a').moved, null);
});

test('a client is back when it follows its rooms by another socket', () =>
  assert.deepEqual(measure(killed).get('a').resumed, { count: 1, p50: 50, p99: 50, max: 50 }));

test('a message waits from its first attempt to its first acknowledgement', () =>
  assert.deepEqual(measure(killed).get('a').waits, { count: 1, p50: 101, p99: 101, max: 101 }));

test('a client of another node has nothing to resume', () => {
  const other = killed.map((entry) => (entry.rooms ? { ...entry, node: 'node3' } : entry));
  assert.equal(measure(other).get('a').resumed, null);
});

test('whoever is sent away is gone until it follows its rooms again', () => {
  const drained = killed.map((entry) => (entry.type === 'closed' ? { ...entry, code: 4012 } : entry));
  assert.deepEqual(measure(drained).get('a').gaps, { count: 1, p50: 49, p99: 49, max: 49 });
});

test('who drops its own line was not disconnected; who did not was', () => {
  assert.deepEqual(unasked(killed).map(({ device }) => device), ['phone']);
  const cut = killed.flatMap((entry) => (entry.type === 'closed' ? [{ ...entry, type: 'fault', what: 'cut' }, entry] : [entry]));
  assert.deepEqual(unasked(cut), []);
  const again = [...cut, ...entries([210, 'closed', { ...back, code: 1006 }])];
  assert.deepEqual(unasked(again).map(({ at }) => at), [210]);
  assert.deepEqual(unasked(again, again.length), []);
});

test('a network is whole again, and then all nodes serve', () => {
  const cut = [...killed.slice(0, -1), ...entries([120, 'fault', { what: 'mended' }], [150, 'fault', { what: 'healed' }]), killed.at(-1)];
  assert.deepEqual(measure(cut).get('a').rejoined, { count: 1, p50: 30, p99: 30, max: 30 });
});

test('the silence is the longest time between two acknowledgements', () => {
  const more = [...killed.slice(0, -1), ...entries([111, 'invoke', send(5, back)], [190, 'ok', { attempt: 5 }]), killed.at(-1)];
  assert.equal(measure(more).get('a').silence, 80);
});

test('how long it took until all saw the same is told by the stage', () => {
  const same = [...killed.slice(0, -1), ...entries([199, 'fault', { what: 'converged', ms: 30 }]), killed.at(-1)];
  assert.equal(measure(same).get('a').converged.max, 30);
});

test('rounds of one scenario are measured together', () => {
  const later = killed.map((entry) => ({ ...entry, at: entry.at + 1000, attempt: entry.attempt && entry.attempt + 10 }));
  assert.equal(measure([...killed, ...later]).get('a').rounds, 2);
});

test('a spread names what half, 99 of 100 and all stay below', () => {
  assert.deepEqual(spread(Array.from({ length: 200 }, (_, i) => 200 - i)), { count: 200, p50: 100, p99: 198, max: 200 });
  assert.equal(spread([]), null);
});
