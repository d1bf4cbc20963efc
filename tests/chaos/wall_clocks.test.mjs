import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { WallClocks } from './wall_clocks.mjs';

/** How many seconds the wall clock of a process is off, once its clock was set so. */
async function shiftOf(seconds) {
  const clocks = await WallClocks.make();
  const [command, ...args] = [...clocks.runner('one'), 'date', '+%s'];
  clocks.set('one', seconds);
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  clocks.remove();
  return Number(stdout) - Date.now() / 1000;
}

for (const seconds of [0, 600, 7200, -7200])
  test(`a wall clock that was set off by ${seconds} s is off by that`, async () => {
    assert.ok(Math.abs((await shiftOf(seconds)) - seconds) < 60);
  });

test('a clock jumps while its process runs, and the monotonic clock does not', async () => {
  const clocks = await WallClocks.make();
  const script = `
    const wait = () => require('node:fs').readSync(0, Buffer.alloc(1));
    const show = () => console.log(Date.now() / 1000, performance.now());
    show(); console.log('shown'); wait(); show();`;
  const [command, ...args] = [...clocks.runner('one'), process.execPath, '-e', script];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  for await (const text of child.stdout) {
    said += text;
    if (said.includes('shown') && !child.stdin.writableEnded) {
      clocks.set('one', 7200);
      child.stdin.end('x');
    }
  }
  clocks.remove();
  const [[wall, monotonic], , [laterWall, laterMonotonic]] = said.trim().split('\n').map((line) => line.split(' ').map(Number));
  assert.ok(laterWall - wall > 7000);
  assert.ok(laterMonotonic - monotonic < 60_000);
});
