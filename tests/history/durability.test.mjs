// Invariant I10, by the order of the server's system calls: an answer is sent only after the message is on the disk. VESTNIKD
// names the server, BROKEN_SERVERS the folder of servers that are broken on purpose. Not tested here: that the kernel and the
// disk keep what fdatasync has accepted, that PostgreSQL itself syncs before it answers COMMIT, and replies to writes other
// than messages.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';
import { checkDurability } from './durability.mjs';
import { isComplete, parseStrace, straceCommand } from './strace.mjs';

const { VESTNIKD, BROKEN_SERVERS } = process.env;
const timeout = 120_000;
/** For a server built with sanitizers, which otherwise refuse strace and preloaded libraries. */
const asan = { ASAN_OPTIONS: 'detect_leaks=0:verify_asan_link_order=0' };
const eatmydata = { LD_PRELOAD: 'libeatmydata.so' };

/** Sends messages one by one. @returns them, as `checkDurability` takes them */
async function converse(origin) {
  const [alice, boris] = ['alice', 'boris'].map(() => new WireClient(origin));
  await alice.register({ login: 'alice', name: 'Alice', password: 'a green door at six' });
  await boris.register({ login: 'boris', name: 'Boris', password: 'a green door at six' });
  await alice.connect();
  await boris.connect();
  const { chat } = await alice.write('chats', 'dialog', { user: boris.user.id });
  for (const client of [alice, boris]) await client.ask('rooms', 'subscribe', { rooms: { [`chat:${chat.id}`]: 0 } });
  const messages = [];
  for (const sender of [alice, boris, alice, boris, alice, alice, boris, boris, alice, boris]) {
    const op = randomUUID();
    const text = `the text of ${randomUUID()}`;
    const { id } = await sender.ask('chats', 'send', { op, chat: chat.id, text });
    messages.push({ op, text, id });
  }
  for (const client of [alice, boris]) client.close();
  return messages;
}

/** Runs a server with these settings and this environment. @returns its messages and the checker's complaints */
async function examine(program, settings = {}, environment = {}) {
  const folder = scratchFolder('strace');
  const file = join(folder, 'trace');
  const web = join(folder, 'web');
  mkdirSync(web);
  writeFileSync(join(web, 'index.html'), '<!doctype html>');
  try {
    const runner = straceCommand(file, { ...asan, ...environment });
    const server = await Vestnik.start(program, { 'net.web-root': web, ...settings }, runner);
    const messages = await converse(server.origin).finally(() => server.stop());
    while (!isComplete(readFileSync(file, 'latin1'))) await pause(5);
    const calls = parseStrace(readFileSync(file, 'latin1'));
    return { messages, wrong: checkDurability(calls, messages) };
  } finally {
    removeScratch(folder);
  }
}

test('a server sends nothing about a message before SQLite has synced it', { timeout }, async () => {
  const { messages, wrong } = await examine(VESTNIKD);
  assert.deepEqual(wrong, []);
  assert.equal(messages.length, 10);
});

test('a server sends nothing about a message before PostgreSQL has answered its COMMIT', { timeout }, async () => {
  const postgres = await Postgres.start();
  try {
    const { wrong } = await examine(VESTNIKD, { 'storage.url': postgres.url });
    assert.deepEqual(wrong, []);
  } finally {
    await postgres.stop();
  }
});

test('the checker finds a server whose syncs do nothing, message by message', { timeout }, async () => {
  const { messages, wrong } = await examine(VESTNIKD, {}, eatmydata);
  assert.deepEqual(wrong.map(({ op }) => op), messages.map(({ op }) => op));
  for (const { text } of wrong) assert.match(text, /never made durable/);
});

test('the checker finds a server that answers before it commits, message by message', { timeout }, async () => {
  assert.ok(BROKEN_SERVERS, 'BROKEN_SERVERS names no folder');
  const { messages, wrong } = await examine(join(BROKEN_SERVERS, 'vestnikd_that_hurries'));
  assert.deepEqual(wrong.map(({ op }) => op), messages.map(({ op }) => op));
  for (const { text } of wrong) assert.match(text, /and durable only in line/);
});
