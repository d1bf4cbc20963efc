// Clients that have seen events which a restored backup does not have read anew (docs/operating.md).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';

const password = 'a green door at six';
const vestnikctl = join(dirname(process.env.VESTNIKD), 'vestnikctl');

let postgres;
before(async () => {
  postgres = await Postgres.start();
}, { timeout: 60_000 });
after(() => postgres?.stop());

/** A database in a file. Nobody uses it meanwhile. */
function sqlite(folder) {
  const url = join(folder, 'v.db');
  return {
    url,
    backUp: () => copyFileSync(url, `${url}.backup`),
    restore: () => {
      for (const rest of ['-wal', '-shm']) rmSync(url + rest, { force: true });
      copyFileSync(`${url}.backup`, url);
    },
  };
}

/** A database of PostgreSQL. */
async function inPostgres() {
  const url = await postgres.newDatabase();
  const name = new URL(url).pathname.slice(1);
  const copy = (from, to) => postgres.sql(`CREATE DATABASE ${to} TEMPLATE ${from} OWNER vestnik`);
  return {
    url,
    backUp: () => copy(name, `${name}_backup`),
    restore: async () => {
      await postgres.sql(`DROP DATABASE ${name} WITH (FORCE)`);
      await copy(`${name}_backup`, name);
    },
  };
}

/** A server on the database, whose client has seen three messages of which the backup that was put back has one. */
async function afterRestore(t, database, folder) {
  const server = await Vestnik.start(process.env.VESTNIKD, { 'storage.url': database.url, 'storage.data-dir': folder });
  t.after(async () => {
    await server.stop();
    removeScratch(folder);
  });
  const people = ['alice', 'boris'].map((login) => [login, new WireClient(server.origin)]);
  for (const [login, client] of people) await client.register({ login, name: login, password });
  const [[, alice], [, boris]] = people;
  await alice.connect();
  const { id } = (await alice.write('chats', 'dialog', { user: boris.user.id })).chat;
  const send = (text) => alice.write('chats', 'send', { chat: id, text });
  await send('before the backup');
  await server.drain();
  await database.backUp();
  await server.restart();
  await alice.connect();
  for (const text of ['soon lost', 'lost as well']) await send(text);
  const room = `chat:${id}`;
  const seen = (await alice.ask('rooms', 'subscribe', { rooms: { [room]: 0 } })).rooms[room];
  await server.drain();
  await database.restore();
  return { server, alice, room, seen, chat: id };
}

async function readsAnew({ alice, room, seen, chat }) {
  await alice.connect();
  const answer = (await alice.ask('rooms', 'subscribe', { rooms: { [room]: { seq: seen.seq, log: seen.log } } })).rooms[room];
  assert.equal(answer.reset, true);
  assert.notEqual(answer.log, seen.log);
  const { messages } = await alice.ask('chats', 'history', { chat });
  assert.deepEqual(messages.map(({ text }) => text), ['before the backup']);
  alice.close();
}

for (const [name, open] of [['SQLite', async (folder) => sqlite(folder)], ['PostgreSQL', inPostgres]]) {
  test(`a backup that was put back into ${name} is found out at the start`, { timeout: 120_000 }, async (t) => {
    const folder = scratchFolder('restored');
    const story = await afterRestore(t, await open(folder), folder);
    await story.server.restart();
    assert.match(story.server.output, /a backup was restored/);
    await readsAnew(story);
    // Once: who has read anew goes on.
    await story.server.drain();
    await story.server.restart();
    assert.doesNotMatch(story.server.output, /a backup was restored/);
  });

  test(`vestnikctl restored says it for a server in ${name} that cannot know`, { timeout: 120_000 }, async (t) => {
    const folder = scratchFolder('restored');
    const database = await open(folder);
    const story = await afterRestore(t, database, folder);
    rmSync(join(folder, 'master.key.used'));
    const { stdout } = await promisify(execFile)(vestnikctl, ['restored', '--storage', database.url, '--storage.data-dir', folder]);
    assert.match(stdout, /All logs have a new id/);
    await story.server.restart();
    assert.doesNotMatch(story.server.output, /a backup was restored/);
    await readsAnew(story);
    await assert.rejects(promisify(execFile)(vestnikctl, ['restored', '--storage', database.url, '--storage.data-dir', folder]), {
      code: 1,
      stderr: /the database is in use/,
    });
  });
}
