// A server that is started beside another by mistake ends, says why, and harms nobody.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { Child } from '../support/child.mjs';
import { Cluster, loopbackPlaces } from '../support/cluster.mjs';
import { freePort } from '../support/free_port.mjs';
import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';

const programs = { vestnikd: process.env.VESTNIKD, vestnikctl: join(dirname(process.env.VESTNIKD), 'vestnikctl') };
const folder = scratchFolder('second-start');

let postgres, cluster, places;
before(async () => {
  postgres = await Postgres.start();
  places = await loopbackPlaces(2);
  cluster = await Cluster.start(programs, places, { 'storage.url': postgres.url });
}, { timeout: 120_000 });
after(async () => {
  await cluster?.stop();
  await postgres?.stop();
  removeScratch(folder);
});

/** Starts a server that must end by itself. @returns what it said */
async function refused(options) {
  const settings = { 'net.port': 0, 'storage.data-dir': folder, ...options };
  const child = new Child('vestnikd', [programs.vestnikd, ...Object.entries(settings).map(([key, value]) => `--${key}=${value}`)]);
  await child.end();
  assert.equal(child.exitCode, 1, child.output);
  return child.output;
}

/** The lives of the nodes that the table knows: name and state. */
const lives = () => postgres.sql('SELECT name, state FROM nodes ORDER BY name, id', postgres.url);

test('a second start of a node is refused by its port and leaves the first alone', { timeout: 60_000 }, async () => {
  const [{ name, options }] = places;
  const node = { 'storage.url': postgres.url, 'cluster.node': name, ...cluster.certificate(name, cluster.authority), ...options, 'secrets.key-file': join(dirname(cluster.bundle(cluster.authority)), 'master.key') };
  const before = await lives();
  assert.match(await refused(node), /net\.port: cannot listen on .*in use/i);
  assert.match(await refused({ ...node, 'net.port': await freePort() }), /cluster\.port: cannot listen on .*in use/i);
  assert.equal(await lives(), before);
});

test('a server that runs alone does not start on the database of a cluster', { timeout: 60_000 }, async () => {
  assert.match(await refused({ 'storage.url': postgres.url }), /storage\.url: the database is in use: another server, or nodes/);
});

test('a node with another master key does not start', { timeout: 60_000 }, async () => {
  const [{ name, options }] = places;
  const node = { 'storage.url': postgres.url, 'cluster.node': 'node3', ...cluster.certificate(name, cluster.authority), ...options };
  const elsewhere = { ...node, 'net.port': await freePort(), 'cluster.port': await freePort() };
  assert.match(await refused(elsewhere), /secrets\.key-file: .*master\.key is not there, but the passwords in the database/);
  writeFileSync(join(folder, 'master.key'), randomBytes(32), { mode: 0o600 });
  assert.match(await refused(elsewhere), /secrets\.key-file: the passwords in the database are sealed with the master key/);
  assert.equal(await postgres.sql(`SELECT COUNT(*) FROM nodes WHERE name = 'node3'`, postgres.url), '0');
});

test('a second server on one SQLite folder does not start', { timeout: 60_000 }, async (t) => {
  const data = scratchFolder('shared-data');
  const first = await Vestnik.start(programs.vestnikd, { 'storage.data-dir': data });
  t.after(async () => {
    await first.stop();
    removeScratch(data);
  });
  assert.match(await refused({ 'storage.data-dir': data }), /storage\.url: the database is in use: another process has .*vestnik\.db\.lock/);
});
