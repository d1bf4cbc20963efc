// A backup is taken of a server under load (docs/operating.md): the server loses nothing by it, and the backup has what was
// acknowledged before it began.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';

const password = 'a green door at six';

let postgres;
before(async () => {
  postgres = await Postgres.start();
}, { timeout: 60_000 });
after(() => postgres?.stop());

const databases = {
  SQLite: async (folder) => {
    const copy = join(folder, 'copy.db');
    return {
      url: join(folder, 'v.db'),
      backUp: () => promisify(execFile)('sqlite3', [join(folder, 'v.db'), `.backup ${copy}`]),
      restored: async () => {
        const url = join(folder, 'restored.db');
        copyFileSync(copy, url);
        return url;
      },
    };
  },
  PostgreSQL: async (folder) => {
    const url = await postgres.newDatabase();
    const file = join(folder, 'copy.dump');
    return {
      url,
      backUp: () => postgres.program('pg_dump', '--format', 'custom', '--file', file, '--dbname', url),
      restored: async () => {
        const fresh = await postgres.newDatabase();
        await postgres.program('pg_restore', '--no-owner', '--role', 'vestnik', '--dbname', fresh, file);
        return fresh;
      },
    };
  },
};

/** The texts of the chat, as a server tells them. */
async function texts(server, client, chat) {
  await client.connect();
  const found = new Set();
  for (let before = 0, more = true; more; ) {
    const page = await client.ask('chats', 'history', { chat, limit: 200, ...(before && { before }) });
    for (const { text, seq } of page.messages) {
      found.add(text);
      before = Math.min(before || seq, seq);
    }
    more = page.more;
  }
  client.close();
  return found;
}

for (const [name, open] of Object.entries(databases))
  test(`a backup of ${name} under load has what was acknowledged before, and takes nothing away`, { timeout: 60_000 }, async (t) => {
    const folder = scratchFolder('backup');
    const database = await open(folder);
    const server = await Vestnik.start(process.env.VESTNIKD, { 'storage.url': database.url, 'storage.data-dir': folder });
    t.after(async () => {
      await server.stop();
      removeScratch(folder);
    });
    const [alice, boris] = [new WireClient(server.origin), new WireClient(server.origin)];
    for (const [login, client] of [['alice', alice], ['boris', boris]]) await client.register({ login, name: login, password });
    await alice.connect();
    const { id: chat } = (await alice.write('chats', 'dialog', { user: boris.user.id })).chat;

    const acknowledged = [];
    let ending = false;
    const load = (async () => {
      while (!ending) {
        const text = `message ${acknowledged.length}`;
        await alice.write('chats', 'send', { chat, text });
        acknowledged.push(text);
      }
    })();
    const reached = async (count) => {
      while (acknowledged.length < count) await new Promise(setImmediate);
    };
    await reached(20);
    const before = acknowledged.length;
    await database.backUp();
    await reached(acknowledged.length + 20);
    ending = true;
    await load;
    await server.kill();
    await server.restart();
    const kept = await texts(server, boris, chat);
    assert.deepEqual(acknowledged.filter((text) => !kept.has(text)), []);

    // The passwords of mailboxes are sealed by the same key.
    const elsewhere = scratchFolder('restored');
    t.after(() => removeScratch(elsewhere));
    copyFileSync(join(folder, 'master.key'), join(elsewhere, 'master.key'));
    chmodSync(join(elsewhere, 'master.key'), 0o600);
    const copied = await Vestnik.start(process.env.VESTNIKD, { 'storage.url': await database.restored(), 'storage.data-dir': elsewhere });
    t.after(() => copied.stop());
    const reader = new WireClient(copied.origin);
    await reader.signIn({ login: 'boris', password });
    const backedUp = await texts(copied, reader, chat);
    assert.deepEqual(acknowledged.slice(0, before).filter((text) => !backedUp.has(text)), []);
  });
