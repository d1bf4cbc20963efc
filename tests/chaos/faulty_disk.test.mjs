import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { FaultyDisk } from './faulty_disk.mjs';

const script = `
  const fs = require('node:fs');
  const attempt = (act) => { try { act(); return 'done'; } catch ({ code }) { return code; } };
  const file = fs.openSync(process.argv[1], 'w');
  console.log(attempt(() => fs.writeSync(file, 'x')), attempt(() => fs.fsyncSync(file)), attempt(() => fs.fdatasyncSync(file)));`;

/** Writes and syncs a file under a fault. @returns how each call ended, and the number of calls that the fault struck */
async function played(begin, inside = true) {
  const disk = await FaultyDisk.make();
  begin(disk);
  const file = join(inside ? disk.folder : tmpdir(), `vestnik-faulty-disk-${process.pid}`);
  const { stdout } = spawnSync(process.execPath, ['-e', script, file], { env: { ...process.env, ...disk.environment } });
  const { struck } = disk;
  disk.remove();
  rmSync(file, { force: true });
  return { ends: stdout.toString().trim(), struck };
}

test('a disk without a fault works', async () => {
  assert.deepEqual(await played(() => {}), { ends: 'done done done', struck: 0 });
});

test('a disk fails as many syncs as it should', async () => {
  assert.deepEqual(await played((disk) => disk.failSyncs(1)), { ends: 'done EIO done', struck: 1 });
  assert.deepEqual(await played((disk) => disk.failSyncs(-1)), { ends: 'done EIO EIO', struck: 2 });
});

test('a disk fails writes in its folder and nowhere else', async () => {
  assert.deepEqual(await played((disk) => disk.failWrites('EIO')), { ends: 'EIO done done', struck: 1 });
  assert.deepEqual(await played((disk) => disk.failWrites('EROFS')), { ends: 'EROFS done done', struck: 1 });
  assert.deepEqual(await played((disk) => disk.failWrites('EIO'), false), { ends: 'done done done', struck: 0 });
});

test('a slow disk delays syncs, and counts them', async () => {
  assert.deepEqual(await played((disk) => disk.slow(1)), { ends: 'done done done', struck: 2 });
});

test('a healed disk works', async () => {
  const { ends } = await played((disk) => {
    disk.failSyncs(-1);
    disk.failWrites('EIO');
    disk.slow(1000);
    disk.heal();
  });
  assert.equal(ends, 'done done done');
});
