import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';

import { Postgres } from '../support/postgres.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';

const password = 'a green door at six';

let postgres, server, alice, boris, chat;
before(async () => {
  postgres = await Postgres.start();
  server = await Vestnik.start(process.env.VESTNIKD, { 'storage.url': postgres.url });
  alice = new WireClient(server.origin);
  boris = new WireClient(server.origin);
  await alice.register({ login: 'alice', name: 'Alice', password });
  await boris.register({ login: 'boris', name: 'Boris', password });
  await alice.connect();
  chat = (await alice.write('chats', 'dialog', { user: boris.user.id })).chat.id;
}, { timeout: 60_000 });
after(async () => {
  alice?.close();
  await server?.stop();
  await postgres?.stop();
});

const send = (text, op = randomUUID()) => alice.write('chats', 'send', { op, chat, text });
const texts = async () => {
  const { messages } = await alice.ask('chats', 'history', { chat });
  return messages.map(({ text }) => text).reverse();
};

test('requests are refused by code while the database has failed, and served when it is back', { timeout: 120_000 }, async () => {
  await send('before');
  await postgres.kill();
  const op = randomUUID();
  await assert.rejects(send('meanwhile', op), ({ code }) => ['unavailable', 'outcome_unknown'].includes(code));
  await assert.rejects(texts(), { code: 'unavailable' });
  await postgres.restart();
  await send('meanwhile', op);
  await send('after');
  assert.deepEqual(await texts(), ['before', 'meanwhile', 'after']);
});

test('a restart of the database without requests in flight is not noticed', { timeout: 120_000 }, async () => {
  await postgres.restart();
  await send('as if nothing had been');
  assert.equal((await texts()).at(-1), 'as if nothing had been');
});
