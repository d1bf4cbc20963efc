// Kills one of three nodes while clients at the others follow thousands of its rooms. Measures how long it takes until all
// have another owner, and until they move back after the node's return.
//
//     node bench/lost_rooms.mjs VESTNIKD VESTNIKCTL [ROOMS…]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Cluster, loopbackPlaces } from '../tests/support/cluster.mjs';
import { Postgres } from '../tests/support/postgres.mjs';
import { removeScratch, scratchFolder } from '../tests/support/scratch.mjs';
import { WireClient } from '../tests/support/wire_client.mjs';
import { row } from './figures.mjs';
import { load, residentMiB } from './processes.mjs';

const roomsPerRequest = 1000;
const roomsPerSocket = 5000;
/** How long a lost node stays away. */
const awayMs = 30_000;
const patienceMs = 60_000;

const [vestnikd, vestnikctl, ...counts] = process.argv.slice(2);
const steps = counts.length > 0 ? counts.map(Number) : [3000, 30_000, 90_000];

const postgres = await Postgres.start();
const web = scratchFolder('web');
writeFileSync(join(web, 'index.html'), '<!doctype html>');
let cluster;
let closed = 0;
/** Codes and reasons of closed sockets. */
const reasons = new Set();

const ask = (text) => postgres.sql(text, postgres.url);
const roomsOf = async (node) => Number(await ask(`SELECT count(*) FROM rooms WHERE kind = 1 AND owner = '${node}'`));

/** Makes dialogs of this person with people who never connect; `from` and `to` are their ids. */
async function fill(user, from, to) {
  const each = `FROM generate_series(${from}, ${to}) AS n`;
  await ask(`BEGIN;
    INSERT INTO users (id, login, name, login_key, name_key, password, created_at)
      SELECT n, 'nobody.' || n, 'Nobody', ('nobody.' || n)::bytea, 'nobody', '$', 0 ${each};
    INSERT INTO rooms (kind, id, last_seq, token, owner, log) SELECT 1, n, 0, 0, '', 'log' ${each};
    INSERT INTO chats (id, low_user, high_user, created_at) SELECT n, n, ${user}, 0 ${each};
    INSERT INTO chat_members (chat_id, user_id, read_seq, joined_at) SELECT n, n, 0, 0 ${each};
    INSERT INTO chat_members (chat_id, user_id, read_seq, joined_at) SELECT n, ${user}, 0, 0 ${each};
    COMMIT; ANALYZE`);
}

/** Opens a socket that follows these rooms. */
async function follow(person, origin, from, to) {
  const socket = person.sibling();
  await socket.connect(origin);
  socket.onClose((code, reason) => {
    ++closed;
    reasons.add(`${code} ${reason}`);
  });
  for (let first = from; first <= to; first += roomsPerRequest) {
    const names = Array.from({ length: Math.min(roomsPerRequest, to - first + 1) }, (_, i) => [`chat:${first + i}`, 0]);
    const { rooms } = await socket.ask('rooms', 'subscribe', { rooms: Object.fromEntries(names) });
    for (const [name, answer] of Object.entries(rooms)) if (answer.seq === undefined) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  }
}

/** Seconds from `at` until the condition holds, as text. */
async function until(condition, at, patience = patienceMs) {
  while (!(await condition())) {
    if (performance.now() - at > patience) return '-';
    await pause(50);
  }
  return ((performance.now() - at) / 1000).toFixed(2);
}

async function lose(node) {
  const count = await roomsOf(node.name);
  const memory = cluster.nodes.reduce((sum, { pid }) => sum + residentMiB(pid), 0);
  const before = closed;
  const returns = node.returns();
  const at = performance.now();
  node.signal('SIGKILL');
  const first = await until(async () => (await roomsOf(node.name)) < count, at);
  const all = await until(async () => (await roomsOf(node.name)) === 0, at, awayMs);
  const left = await roomsOf(node.name);
  const sentAway = closed - before;
  await returns;
  const again = performance.now();
  const back = await until(async () => (await roomsOf(node.name)) >= count, again);
  return [count, memory.toFixed(0), first, all, left, sentAway, back, closed - before - sentAway, load()];
}

try {
  cluster = await Cluster.start({ vestnikd, vestnikctl }, await loopbackPlaces(3), {
    'net.web-root': web, 'storage.url': postgres.url, 'limits.messages-per-second': 10_000, 'limits.message-burst': 100_000,
    'limits.sockets-per-user': 1000, 'limits.user-message-burst': 100_000,
  }, { restartMs: awayMs });
  const [lost, ...others] = cluster.nodes;
  const alice = new WireClient(others[0].origin);
  await alice.register({ login: 'alice', name: 'Alice', password: 'a green door at six' });
  row('rooms, all followed at two of three nodes', ['of the lost', 'MiB of all', 'first, s', 'all, s', 'not moved', 'sent away', 'back, s', 'sent away', 'load']);
  let rooms = 0;
  for (const step of steps) {
    await fill(alice.user.id, rooms + 1, step);
    for (let first = rooms + 1, turn = 0; first <= step; first += roomsPerSocket, ++turn)
      await follow(alice, others[turn % 2].origin, first, Math.min(step, first + roomsPerSocket - 1));
    rooms = step;
    row(String(rooms), await lose(lost));
  }
  if (reasons.size > 0) console.log(`sent away with ${[...reasons].join(', ')}`);
} finally {
  await cluster?.stop();
  await postgres.stop();
  removeScratch(web);
}
