// A server that cannot start says why, and ends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Child } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';

const folder = scratchFolder('start');
let server;
before(async () => {
  server = await Vestnik.start(process.env.VESTNIKD);
});
after(async () => {
  await server?.stop();
  removeScratch(folder);
});

/** Expects that a server ends by itself, with a failure and this text. */
async function refusesToStart(options, text) {
  const settings = { 'net.port': 0, 'storage.data-dir': folder, ...options };
  const child = new Child('vestnikd', [
    process.env.VESTNIKD,
    ...Object.entries(settings).map(([key, value]) => `--${key}=${value}`),
  ]);
  await child.end();
  assert.match(child.output, text);
  assert.equal(child.exitCode, 1);
}

test('a server whose port is taken says so and ends', { timeout: 60_000 }, async () => {
  await refusesToStart({ 'net.port': new URL(server.origin).port }, /net\.port.*in use/i);
});

test('a server without its web root says so and ends', { timeout: 60_000 }, async () => {
  await refusesToStart({ 'net.web-root': `${folder}/missing` }, /net\.web-root/);
});

test('a server without its certificate says so and ends', { timeout: 60_000 }, async () => {
  await refusesToStart({ 'net.certificate': `${folder}/missing`, 'net.private-key': `${folder}/missing` }, /net\.certificate/);
});
