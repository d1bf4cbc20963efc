// The unit of docs/deploy/ is one that systemd understands, and that confines the server (docs/security.md N6).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { run } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const unit = join(dirname(fileURLToPath(import.meta.url)), '../../docs/deploy/vestnik.service');

test('systemd understands every line of the unit', async (t) => {
  const folder = scratchFolder('unit');
  t.after(() => removeScratch(folder));
  const file = join(folder, 'vestnik.service');
  writeFileSync(file, readFileSync(unit, 'utf8').replaceAll('/usr/local/bin/vestnikd', process.env.VESTNIKD));
  assert.doesNotMatch(await run(['systemd-analyze', 'verify', '--man=no', file]), /vestnik\.service:/);
});

test('the unit leaves the server little that it does not need', async () => {
  // It fails above 2.0 of 10.
  await run(['systemd-analyze', 'security', '--offline=true', '--threshold=20', unit]);
});
