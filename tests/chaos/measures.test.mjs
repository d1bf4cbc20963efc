import assert from 'node:assert/strict';
import { test } from 'node:test';

import { disconnections, measure, spread } from './measures.mjs';

/** Entries by hand: each begins with its time. */
const entries = (...list) => list.map(([at, type, fields]) => ({ at, type, ...fields }));
const phone = { device: 'phone', user: '1', socket: 'phone.1', node: 'node1' };
const back = { ...phone, socket: 'phone.2', node: 'node2' };
const send = (attempt, client, chat = '7') => ({ attempt, ...client, action: 'send', parameters: { op: `op ${attempt}`, chat } });
const subscribe = (attempt, client) => ({ attempt, ...client, action: 'subscribe', parameters: { rooms: {} } });

const killed = entries(
  [0, 'fault', { kind: 'begin', scenario: 'a', round: 1 }],
  [1, 'invoke', subscribe(1, phone)], [2, 'ok', { attempt: 1 }],
  [9, 'invoke', send(2, phone)],
  [10, 'fault', { kind: 'kill', node: 'node1', rooms: ['chat:7', 'chat:8', 'user:1'] }],
  [11, 'unknown', { attempt: 2 }], [11, 'closed', { ...phone, code: 1006 }],
  [50, 'invoke', subscribe(3, back)], [60, 'ok', { attempt: 3 }],
  [61, 'invoke', { ...send(4, back), parameters: { op: 'op 2', chat: '7' } }], [110, 'ok', { attempt: 4 }],
  [200, 'fault', { kind: 'end' }],
);

test('a room has moved when a message sent after the fault is acknowledged', () =>
  assert.deepEqual(measure(killed).get('a').moved, { count: 1, p50: 100, p99: 100, max: 100 }));

test('a room without a message in the first second has no time of its move', () => {
  const late = killed.map((entry) => (entry.at > 60 ? { ...entry, at: entry.at + 1000 } : entry));
  assert.equal(measure(late).get('a').moved, null);
});

test('a room that acknowledges nothing any more never moves, however late it is asked', () => {
  const lateSend = (at, ...ends) => [...killed.slice(0, -1).filter(({ attempt }) => attempt !== 4),
    ...entries([at, 'invoke', send(5, back)], ...ends, [20_000, 'fault', { kind: 'end' }])];
  assert.equal(measure(lateSend(10_010, [10_020, 'fail', { attempt: 5, status: 503 }])).get('a').moved.max, Infinity);
  assert.equal(measure(lateSend(10_010)).get('a').moved.max, Infinity);
  assert.equal(measure(lateSend(10_010, [10_020, 'ok', { attempt: 5 }])).get('a').moved, null);
  assert.equal(measure(lateSend(500, [510, 'fail', { attempt: 5, status: 503 }])).get('a').moved, null);
});

test('an acknowledgement of the struck node itself shows no move', () => {
  const stays = killed.map((entry) => (entry.node === 'node2' ? { ...entry, node: 'node1' } : entry));
  assert.equal(measure(stays).get('a').moved, null);
});

test('a client has resumed when it follows its rooms on another socket', () =>
  assert.deepEqual(measure(killed).get('a').resumed, { count: 1, p50: 50, p99: 50, max: 50 }));

test('a message waits from its first attempt to its first acknowledgement', () =>
  assert.deepEqual(measure(killed).get('a').waits, { count: 1, p50: 101, p99: 101, max: 101 }));

test('what is refused is counted of a hundred operations, by rounds', () => {
  assert.equal(measure(killed).get('a').refused.max, 0);
  const refusing = killed.map((entry) => (entry.attempt === 4 && entry.type === 'ok' ? { ...entry, type: 'fail', status: 503 } : entry));
  assert.deepEqual(measure(refusing).get('a').refused, { count: 1, p50: 33, p99: 33, max: 33 });
  const again = entries(...Array.from({ length: 9 }, (_, i) =>
    [[120 + i, 'invoke', { ...send(9 + i, back), parameters: { op: 'op 2', chat: '7' } }], [121 + i, 'fail', { attempt: 9 + i, status: 503 }]]).flat());
  assert.equal(measure([...refusing.slice(0, -1), ...again, refusing.at(-1)]).get('a').refused.max, 33);
});

test('a client of another node has nothing to resume', () => {
  const other = killed.map((entry) => (entry.rooms ? { ...entry, node: 'node3' } : entry));
  assert.equal(measure(other).get('a').resumed, null);
});

test('a client of a draining node has a gap until it follows its rooms again', () => {
  const drained = killed.map((entry) => (entry.type === 'closed' ? { ...entry, code: 4012 } : entry));
  assert.deepEqual(measure(drained).get('a').gaps, { count: 1, p50: 49, p99: 49, max: 49 });
});

test('a disconnection is the end of a socket that its device did not cause', () => {
  assert.deepEqual(disconnections(killed).map(({ device }) => device), ['phone']);
  const cut = killed.flatMap((entry) => (entry.type === 'closed' ? [{ ...entry, type: 'fault', kind: 'cut' }, entry] : [entry]));
  assert.deepEqual(disconnections(cut), []);
  const again = [...cut, ...entries([210, 'closed', { ...back, code: 1006 }])];
  assert.deepEqual(disconnections(again).map(({ at }) => at), [210]);
  assert.deepEqual(disconnections(again, again.length), []);
});

test('a network is whole again, and then all nodes serve', () => {
  const cut = [...killed.slice(0, -1), ...entries([120, 'fault', { kind: 'mended' }], [150, 'fault', { kind: 'healed' }]), killed.at(-1)];
  assert.deepEqual(measure(cut).get('a').rejoined, { count: 1, p50: 30, p99: 30, max: 30 });
});

test('the silence is the longest time between two acknowledgements', () => {
  const more = [...killed.slice(0, -1), ...entries([111, 'invoke', send(5, back)], [190, 'ok', { attempt: 5 }]), killed.at(-1)];
  assert.equal(measure(more).get('a').silence, 80);
});

test('the time until all clients show the same is in the history', () => {
  const same = [...killed.slice(0, -1), ...entries([199, 'fault', { kind: 'converged', ms: 30 }]), killed.at(-1)];
  assert.equal(measure(same).get('a').converged.max, 30);
});

test('how long mail took is in the history', () => {
  const more = [...killed.slice(0, -1), ...entries([199, 'fault', { kind: 'mail', arrivals: [20, 40] }]), killed.at(-1)];
  assert.equal(measure(more).get('a').arrivals.max, 40);
});

test('rounds of one scenario are measured together', () => {
  const later = killed.map((entry) => ({ ...entry, at: entry.at + 1000, attempt: entry.attempt && entry.attempt + 10 }));
  assert.equal(measure([...killed, ...later]).get('a').rounds, 2);
});

test('a spread has the values that half, 99 of 100 and all stay below', () => {
  assert.deepEqual(spread(Array.from({ length: 200 }, (_, i) => 200 - i)), { count: 200, p50: 100, p99: 198, max: 200 });
  assert.equal(spread([]), null);
});
