import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { PowerCut, unsynced } from './power_cut.mjs';

/**
 * Lets a process change a file that contains 'before', and cuts the power.
 * @param {string} act code that uses `file`; @param kept as for `cut`; @returns the content afterwards
 */
async function afterwards(act, kept) {
  const folder = scratchFolder('power');
  const power = await PowerCut.at(folder);
  const path = join(folder, 'file');
  writeFileSync(path, 'before');
  const script = `const fs = require('node:fs'); const file = fs.openSync(process.argv[1], 'r+'); ${act}; process.kill(process.pid, 'SIGKILL');`;
  const [command, ...args] = [...power.runner(), process.execPath, '-e', script, path];
  assert.equal(spawnSync(command, args).signal, 'SIGKILL');
  power.cut(kept);
  const content = readFileSync(path, 'utf8');
  power.remove();
  removeScratch(folder);
  return content;
}

test('a power cut undoes an unsynced write', async () => assert.equal(await afterwards("fs.writeSync(file, 'AFTER AND MORE', 2)"), 'before'));

test('a power cut keeps a synced write', async () =>
  assert.equal(await afterwards("fs.writeSync(file, 'AFTER', 2); fs.fdatasyncSync(file); fs.writeSync(file, 'lost', 0)"), 'beAFTER'));

test('a power cut undoes an unsynced truncation', async () => assert.equal(await afterwards('fs.ftruncateSync(file, 3)'), 'before'));

test('a power cut undoes several writes, the last one first', async () =>
  assert.equal(await afterwards("fs.writeSync(file, 'one', 0); fs.writeSync(file, 'two', 1); fs.ftruncateSync(file, 2)"), 'before'));

test('a power cut may leave the first of the unsynced writes', async () =>
  assert.equal(await afterwards("fs.writeSync(file, 'one', 0); fs.writeSync(file, 'two', 3); fs.writeSync(file, 'three', 6)", () => 2), 'onetwo'));

test('a sync covers what was written before it began on its thread', () => {
  const [write, begin, end] = [0, 2, 3].map((kind) => (thread, name) => ({ kind, thread, name }));
  const names = (...notes) => unsynced(notes).map(({ name }) => name);
  assert.deepEqual(names(write(1, 'a'), begin(1), write(2, 'b'), end(1), write(1, 'c')), ['b', 'c']);
  // The other thread's sync began later, and has not succeeded.
  assert.deepEqual(names(write(1, 'a'), begin(1), write(2, 'b'), begin(2), end(1)), ['b']);
  assert.deepEqual(names(begin(1), write(2, 'a'), begin(2), end(2), end(1)), []);
});
