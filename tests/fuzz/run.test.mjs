import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { fuzz, seeds, targetsIn } from './run.mjs';

const folder = process.env.FUZZ;

test('a fault that no seed reaches is found, and the input at fault kept', async () => {
  const { problem, executions } = await fuzz(folder, 'control', { seconds: 30, seed: 1 });
  assert.ok(problem && existsSync(problem), `after ${executions} executions: ${problem}`);
  assert.match(readFileSync(problem, 'latin1'), /^fault/);
});

test('every target has seeds, and all seeds have a target', () => {
  assert.deepEqual(readdirSync(seeds).sort(), ['control', ...targetsIn(folder)].sort());
});
