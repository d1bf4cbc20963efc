import assert from 'node:assert/strict';
import { openSync, closeSync } from 'node:fs';
import { test } from 'node:test';

import { grown, vitalsOf } from './vitals.mjs';

const life = (pid, ...readings) => readings.map(([rss, files, sanitized = false]) => ({ node: `node${pid}`, pid, rss, files, sanitized }));
const found = (...readings) => grown(readings.flat()).map(({ invariant, text }) => `${invariant} ${text}`);

test('a node whose memory and files stay the same does not leak', () =>
  assert.deepEqual(found(life(1, [50, 20], [100, 30], [120, 33], [110, 31])), []));

test('I9: memory that grows by more than a fifth is a leak', () =>
  assert.deepEqual(found(life(1, [50, 20], [100, 30], [120, 30], [121, 30])), ['I9 node1 has grown from 100 to 121 MiB in 2 rounds']));

test('I9: files that stay open are a leak', () =>
  assert.deepEqual(found(life(1, [50, 20], [100, 30], [100, 34])), ['I9 node1 had 30 files open, and 1 rounds later 34']));

test('memory and files that are released in the end are no leak', () => assert.deepEqual(found(life(1, [50, 20], [100, 30], [300, 90], [100, 30])), []));

test('a life is compared with itself only', () =>
  assert.deepEqual(found(life(1, [50, 20], [100, 30]), life(2, [200, 90], [200, 90], [200, 90])), []));

test('a node that has just started is not warm', () => assert.deepEqual(found(life(1, [50, 20], [100, 40])), []));

test('under sanitizers only files count', () => {
  assert.deepEqual(found(life(1, [50, 20, true], [100, 30, true], [500, 30, true])), []);
  assert.equal(found(life(1, [50, 20, true], [100, 30, true], [500, 40, true])).length, 1);
});

test('memory and open files of a process are read', () => {
  const before = vitalsOf(process.pid, 1);
  const file = openSync('/dev/null');
  assert.equal(vitalsOf(process.pid, 1).files, before.files + 1);
  closeSync(file);
  assert.ok(before.rss > 1);
});
