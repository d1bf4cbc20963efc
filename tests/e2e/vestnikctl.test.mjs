// What an operator sees by vestnikctl of servers that run (docs/operating.md).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Cluster, loopbackPlaces } from '../support/cluster.mjs';
import { freePort } from '../support/free_port.mjs';
import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';

const password = 'a green door at six';
const programs = { vestnikd: process.env.VESTNIKD, vestnikctl: join(dirname(process.env.VESTNIKD), 'vestnikctl') };

/** What vestnikctl prints. Rejects with `code`, `stdout` and `stderr` when it fails. */
const shows = async (words, env = {}) =>
  (await promisify(execFile)(programs.vestnikctl, words, { env: { ...process.env, ...env } })).stdout;

/** The room of a chat in which one message was sent by way of this server. */
async function chatAt(origin, logins = ['alice', 'boris']) {
  const people = logins.map((login) => [login, new WireClient(origin)]);
  for (const [login, client] of people) await client.register({ login, name: login, password });
  const [[, alice], [, boris]] = people;
  await alice.connect();
  const { id } = (await alice.write('chats', 'dialog', { user: boris.user.id })).chat;
  await alice.write('chats', 'send', { chat: id, text: 'hello' });
  alice.close();
  return `chat:${id}`;
}

let postgres, cluster;
before(async () => {
  postgres = await Postgres.start();
  cluster = await Cluster.start(programs, await loopbackPlaces(3), { 'storage.url': postgres.url });
}, { timeout: 120_000 });
after(async () => {
  await cluster?.stop();
  await postgres?.stop();
});

test('a server that runs alone is shown with its database and its health', { timeout: 60_000 }, async (t) => {
  const folder = scratchFolder('alone');
  const file = join(folder, 'vestnik.toml');
  const port = await freePort();
  writeFileSync(file, `[storage]\ndata-dir = "${folder}"\n`);
  const settings = ['--config', file];
  await assert.rejects(shows(['status', ...settings]), { code: 1, stderr: /storage\.url: there is no file .*vestnik\.db/ });
  const server = await Vestnik.start(programs.vestnikd, { 'storage.data-dir': folder, 'net.port': port });
  t.after(async () => {
    await server.stop();
    removeScratch(folder);
  });
  // Settings come as they do to vestnikd: from the file, the environment and the command line.
  const status = await shows(['status', ...settings], { VESTNIK_NET_PORT: String(port) });
  assert.match(status, /^database {2}.*vestnik\.db, used last at 20\d\d-.*Z$/m);
  assert.match(status, /^server {4}ok$/m);
  assert.match(status, /^nodes {5}none/m);
  const room = await chatAt(server.origin);
  const shown = await shows(['room', room, ...settings]);
  assert.match(shown, new RegExp(`^room {6}${room}$`, 'm'));
  assert.match(shown, /^log {7}[0-9a-f]{16}, seq 2, kept from 1 on$/m);
  assert.match(shown, /^owner {5}alone, token 1: a server that runs alone$/m);
  assert.match(shown, /^belongs {3}to the server that runs alone$/m);
  await server.drain();
  assert.match(await shows(['status', ...settings, `--net.port=${port}`]), /^server {4}none: 127\.0\.0\.1:\d+: Connection refused$/m);
});

test('the nodes of a cluster are shown, and where a room is and why', { timeout: 120_000 }, async () => {
  const [first, second, third] = cluster.nodes;
  const settings = ['--storage', postgres.url, '--net.port', new URL(second.origin).port];
  const status = await shows(['status', ...settings]);
  assert.match(status, /^server {4}ok$/m);
  for (const { name } of cluster.nodes)
    assert.match(status, new RegExp(`^node {6}${name} at 127\\.0\\.0\\.1:\\d+: active, its lease runs [0-5]\\.\\d s more, \\d+ rooms$`, 'm'));
  const room = await chatAt(first.origin);
  const shown = await shows(['room', room, ...settings]);
  const owner = /^owner {5}(node[123]), token 1: active, its lease runs/m.exec(shown)?.[1];
  assert.ok(owner, shown);
  assert.match(shown, new RegExp(`^belongs {3}to ${owner}: of the active nodes \\(node1, node2, node3\\) it has the highest score`, 'm'));
  // The rooms of a node that has left belong to the others.
  await third.stop();
  const later = await shows(['status', ...settings]);
  assert.match(later, /^node {6}node3 at .*: dead, its lease ended \d+\.\d s ago, \d+ rooms$/m);
  assert.match(await shows(['room', room, ...settings]), /of the active nodes \(node1, node2\)/);
});

test('what is no room is told from a room that does not exist', { timeout: 60_000 }, async () => {
  const settings = ['--storage', postgres.url];
  await assert.rejects(shows(['room', 'chat:12345', ...settings]), { code: 1, stderr: /there is no room chat:12345$/m });
  for (const name of ['42', 'chat:', 'chat:x', 'room:1', 'collection:x'])
    await assert.rejects(shows(['room', name, ...settings]), { code: 1, stderr: /is no name of a room: those are chat:ID, mailbox:ID, user:ID and collection:ID/ });
  await assert.rejects(shows(['room', ...settings]), { code: 2, stderr: /room needs a name, such as chat:42/ });
});

/** What vestnikctl prints when it is given `line` as its standard input. */
async function answers(line, words) {
  const run = promisify(execFile)(programs.vestnikctl, words);
  run.child.stdin.end(`${line}\n`);
  return (await run).stdout;
}

for (const kind of ['sqlite', 'postgresql'])
  test(`people are listed, added, locked and given passwords beside a server on ${kind}`, { timeout: 60_000 }, async (t) => {
    const folder = scratchFolder(`people-${kind}`);
    const postgresql = kind === 'postgresql' ? await Postgres.start() : null;
    const storage = postgresql ? { 'storage.url': postgresql.url } : {};
    const server = await Vestnik.start(programs.vestnikd, { 'storage.data-dir': folder, ...storage });
    t.after(async () => {
      await server.stop();
      await postgresql?.stop();
      removeScratch(folder);
    });
    const settings = postgresql ? ['--storage.url', postgresql.url] : ['--storage.data-dir', folder];
    const user = (...words) => shows(['user', ...words, ...settings]);
    const open = async (login, secret) => {
      const client = new WireClient(server.origin);
      await client.signIn({ login, password: secret });
      await client.connect();
      client.close();
      return client;
    };

    assert.equal(await user('list'), '');
    // As a line of a file from Windows ends.
    assert.match(await answers(`${password}\r`, ['user', 'add', 'alice', 'Alice Brown', ...settings]), /alice can sign in/);
    assert.match(await user('list'), /^alice .* seen – .*Alice Brown$/m);
    const alice = await open('alice', password);
    assert.match(await user('list'), /^alice .*Alice Brown$/m);
    assert.match(await user('sessions', 'alice'), /127\.0\.0\.1/);

    await assert.rejects(answers(password, ['user', 'add', 'alice', 'Another', ...settings]), { code: 1, stderr: /the login alice is taken/ });
    await assert.rejects(answers('short', ['user', 'password', 'alice', ...settings]), { code: 1, stderr: /8 to 1024 octets/ });
    await assert.rejects(answers(password, ['user', 'add', 'A b', 'Another', ...settings]), { code: 1, stderr: /a login has/ });
    await assert.rejects(user('lock', 'nobody'), { code: 1, stderr: /nobody has the login nobody/ });
    await assert.rejects(user('lock'), { code: 2, stderr: /lock LOGIN/ });

    assert.match(await user('lock', 'alice'), /cannot sign in/);
    await assert.rejects(alice.connect(), { status: 401 });
    await assert.rejects(open('alice', password), { status: 403 });
    assert.match(await user('list'), /^alice .*, locked /m);
    await user('unlock', 'alice');
    await open('alice', password);

    const made = /^password {2}(\S{20})$/m.exec(await answers('', ['user', 'password', 'alice', ...settings]))?.[1];
    await assert.rejects(open('alice', password), { status: 401 });
    await open('alice', made);
  });
