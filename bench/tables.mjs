// Sizes of rows in PostgreSQL, with their indexes, and how fast rooms can be taken over: figures for docs/scale.md.
//
//     node bench/tables.mjs VESTNIKD
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../tests/support/child.mjs';
import { Postgres } from '../tests/support/postgres.mjs';
import { removeScratch, scratchFolder } from '../tests/support/scratch.mjs';
import { give } from '../tests/support/unprivileged.mjs';
import { Vestnik } from '../tests/support/vestnik.mjs';
import { WireClient } from '../tests/support/wire_client.mjs';
import { row } from './figures.mjs';
import { load } from './processes.mjs';

const messages = 20_000;
const atOnce = 64;
const textBytes = 200;
const rooms = 200_000;
const takenTogether = 50;

const generous = { 'limits.messages-per-second': 10_000, 'limits.message-burst': 100_000,
  'limits.user-messages-per-second': 100_000, 'limits.user-message-burst': 1_000_000,
  'limits.address-requests-per-second': 100_000, 'limits.address-request-burst': 1_000_000 };

const postgres = await Postgres.start();
const web = scratchFolder('web');
writeFileSync(join(web, 'index.html'), '<!doctype html>');

const ask = (text) => postgres.sql(text, postgres.url);
const sizeOf = async (table) => Number(await ask(`SELECT pg_total_relation_size('${table}')`));
const position = async () => Number(await ask(`SELECT pg_current_wal_lsn() - '0/0'`));

/** Measures real messages, sent through the server. */
async function weighMessages(program) {
  const server = await Vestnik.start(program, { ...generous, 'net.web-root': web, 'storage.url': postgres.url });
  try {
    const register = async (login) => {
      const person = new WireClient(server.origin);
      await person.register({ login, name: login, password: 'a green door at six' });
      await person.connect();
      return person;
    };
    const [alice, boris] = [await register('alice'), await register('boris')];
    const { chat } = await alice.write('chats', 'dialog', { user: boris.user.id });
    const begin = await position();
    const text = 'x'.repeat(textBytes);
    for (let sent = 0; sent < messages; sent += atOnce)
      await Promise.all(Array.from({ length: atOnce }, () => alice.write('chats', 'send', { chat: chat.id, text })));
    const log = (await position()) - begin;
    const written = Number(await ask('SELECT count(*) FROM messages'));
    console.log(`Bytes per message of ${textBytes} bytes, ${written} messages, ${atOnce} at a time`);
    for (const table of ['messages', 'room_log', 'operations']) row(table, [Math.round((await sizeOf(table)) / written)]);
    row('write-ahead log', [Math.round(log / written)]);
    alice.close();
    boris.close();
  } finally {
    await server.stop();
  }
}

/** Invented rows of usual lengths. */
const samples = {
  users: `SELECT n, 'login.' || n, 'Name ' || n, ('login.' || n)::bytea, ('name ' || n)::bytea, repeat('h', 97), 0 FROM numbers`,
  sessions: 'SELECT n, n, sha256(n::text::bytea), 0, 0 FROM numbers',
  rooms: `SELECT 1, n, 1, 1, 'node1', repeat('l', 16), 1, 1, 0 FROM numbers`,
  chats: 'SELECT n, n, n + 1, 0 FROM numbers WHERE n < (SELECT max(n) FROM numbers)',
  chat_members: 'SELECT n, n, 0, 0 FROM numbers WHERE n < (SELECT max(n) FROM numbers)',
  mail_accounts: `SELECT n, n, 'name@example.org', 'imap.example.org', 993, 1, 'name', repeat('s', 80), 0 FROM numbers`,
  mails: `SELECT n, n, 'INBOX', 1, n, 0, 0, 20000, '[]', repeat('s', 60), repeat('n', 200), repeat('f', 80), '[]', repeat('t', 80), '[]', '[]',
    repeat('m', 60), '', '', (SELECT string_agg(md5(i::text || n), ' ') FROM generate_series(1, 60) i),
    (SELECT string_agg(md5(i::text || n), '<p>') FROM generate_series(1, 120) i) FROM numbers WHERE n <= 5000`,
};

async function weighRows() {
  await ask('TRUNCATE users, rooms CASCADE');
  await ask(`CREATE TABLE numbers AS SELECT generate_series(1, ${rooms}) AS n`);
  console.log(`\nBytes per row, ${rooms} rows (5000 mails of 2 KiB of text and 4 KiB of HTML)`);
  for (const [table, select] of Object.entries(samples)) {
    await ask(`INSERT INTO ${table} ${select}`);
    row(table, [Math.round((await sizeOf(table)) / Number(await ask(`SELECT count(*) FROM ${table}`)))]);
  }
}

/** Takes rooms over as `storage/rooms/room_ownership` does, many in a transaction; each client plays a node. */
async function takeOver(clients) {
  const folder = scratchFolder('pgbench');
  give(folder);
  const script = join(folder, 'take.sql');
  // Each client takes rooms of its own, as nodes do.
  const share = rooms / clients;
  const statement = `\\set id random(1 + :client_id * ${share}, (:client_id + 1) * ${share})
UPDATE rooms SET token = token + 1, owner = 'node2', owner_node = 2, previous_node = CASE WHEN owner_node IN (2, 0) THEN previous_node ELSE owner_node END WHERE kind = 1 AND id = :id AND EXISTS (SELECT 1 FROM nodes WHERE nodes.id = 2 AND nodes.state IN (2, 3)) RETURNING token, last_seq, log, first_seq;
`;
  writeFileSync(script, `BEGIN;\n${statement.repeat(takenTogether)}COMMIT;\n`);
  const program = (await run(['sh', '-c', 'ls /usr/lib/postgresql/*/bin/pgbench | tail -1'])).trim();
  const url = new URL(postgres.url);
  const output = await run([program, '-n', '-M', 'prepared', '-c', clients, '-T', '5', '-f', script,
    '-h', url.searchParams.get('host'), '-U', url.searchParams.get('user'), 'vestnik'].map(String));
  removeScratch(folder);
  const perSecond = Number(/tps = ([\d.]+)/.exec(output)[1]) * takenTogether;
  row(`${clients} at a time`, [Math.round(perSecond)]);
}

try {
  await weighMessages(process.argv[2]);
  await weighRows();
  await ask(`INSERT INTO nodes (id, name, address, slot, state, lease_until, lease_since) VALUES (2, 'node2', '', 2, 2, 0, 0)`);
  console.log(`\nRooms taken over per second, ${takenTogether} in a transaction (load ${load()})`);
  for (const clients of [1, 4]) await takeOver(clients);
} finally {
  await postgres.stop();
  removeScratch(web);
}
