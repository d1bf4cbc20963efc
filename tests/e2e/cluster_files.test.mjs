// The files of docs/deploy/ for the nodes of a cluster are whole: a node with each would start.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { run } from '../support/child.mjs';
import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const names = ['node1', 'node2', 'node3'];
const fileOf = (name) => readFileSync(join(root, 'docs/deploy', `${name}.toml`), 'utf8');

const folder = scratchFolder('cluster-files');
let postgres;
before(async () => {
  postgres = await Postgres.start();
  await run([join(dirname(process.env.VESTNIKD), 'vestnikctl'), 'ca', join(folder, 'etc'), ...names]);
}, { timeout: 60_000 });
after(async () => {
  await postgres?.stop();
  removeScratch(folder);
});

/** What `vestnikd --check-config` says of the text, its paths and database being this test's. */
async function check(text) {
  const places = [
    ['/etc/vestnik/', join(folder, 'etc/')], ['/var/lib/vestnik', folder], ['/usr/local/share/vestnik/web', join(root, 'web/dist')],
    ['postgresql://vestnik@10.0.0.8/vestnik', postgres.url],
  ];
  for (const [from, to] of places) {
    assert.ok(text.includes(from), `there is no ${from}`);
    text = text.replaceAll(from, to);
  }
  const file = join(folder, 'vestnik.toml');
  writeFileSync(file, text);
  return promisify(execFile)(process.env.VESTNIKD, ['--config', file, '--check-config']);
}

test('a node would start with its file', { timeout: 60_000 }, async () => {
  for (const name of names) assert.deepEqual(await check(fileOf(name)), { stdout: '', stderr: '' });
});

test('the files of the nodes differ in their names and addresses and in nothing else', () => {
  const common = names.map((name, at) => fileOf(name).replaceAll(name, 'NODE').replaceAll(`10.0.0.${at + 1}"`, 'ADDRESS"').replace(`Node ${at + 1} `, 'Node N '));
  assert.equal(common[1], common[0]);
  assert.equal(common[2], common[0]);
});

test('a node with the certificate of another would not start', { timeout: 60_000 }, async () => {
  const text = fileOf('node1');
  const mixed = text.slice(0, text.indexOf('[cluster]')) + text.slice(text.indexOf('[cluster]')).replaceAll('node1.', 'node2.');
  await assert.rejects(check(mixed), { code: 1, stderr: /cluster\.certificate/ });
});
