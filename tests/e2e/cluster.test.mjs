// Three nodes share all state, so that they are one service (docs/cluster.md). tests/chaos tests the loss of nodes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { Cluster, loopbackPlaces } from '../support/cluster.mjs';
import { freePort } from '../support/free_port.mjs';
import { Haproxy } from '../support/haproxy.mjs';
import { Postgres } from '../support/postgres.mjs';
import { WireClient } from '../support/wire_client.mjs';

const password = 'a green door at six';
const attempts = 5;
// The server of examples/crud_page, which has a model of its own beside everything of vestnikd.
const programs = { vestnikd: process.env.CRUD_PAGE, vestnikctl: join(dirname(process.env.VESTNIKD), 'vestnikctl') };

let postgres, cluster, first, second, third;
before(async () => {
  postgres = await Postgres.start();
  cluster = await Cluster.start(programs, await loopbackPlaces(3), {
    'storage.url': postgres.url,
    'limits.sockets-per-user': 3,
    'accounts.sign-in-attempts': attempts,
    'accounts.argon2-memory': '19MiB',
    'accounts.argon2-passes': 1,
  });
  [first, second, third] = cluster.nodes.map(({ origin }) => origin);
}, { timeout: 120_000 });
after(async () => {
  await cluster?.stop();
  await postgres?.stop();
});

const registered = async (login, origin = first) => {
  const person = new WireClient(origin);
  await person.register({ login, name: login, password });
  return person;
};

const post = async (origin, path, body, token) => {
  const response = await fetch(`${origin}/api/v1/${path}`, {
    method: 'POST',
    headers: { ...(body && { 'content-type': 'application/json' }), 'x-vestnik': '1', ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, ...(await response.json()) };
};

const opens = (origin, ticket) => {
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/ws?token=${encodeURIComponent(ticket)}`, 'vestnik.v1');
  return Promise.race([once(socket, 'open').then(() => socket), once(socket, 'error').then(() => null)]);
};

/** @returns the status by which a node answers who asks for a socket; one that is given is closed at once */
const answerTo = (origin, ticket) => new Promise((resolve, reject) => {
  const headers = {
    connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'vestnik.v1',
  };
  get(`${origin}/ws?token=${encodeURIComponent(ticket)}`, { headers })
    .on('response', ({ statusCode }) => resolve(statusCode))
    .on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode);
    })
    .on('error', reject);
});

test('a ticket made on one node opens a socket on another, once', async () => {
  await registered('anna');
  const { token } = await post(first, 'sessions', { login: 'anna', password });
  const { ticket } = await post(first, 'tickets', undefined, token);
  const socket = await opens(second, ticket);
  assert.ok(socket);
  assert.equal(await opens(third, ticket), null);
  socket.close();
});

test('a session that is ended on one node loses its sockets on the others', async () => {
  await registered('boris');
  const { token } = await post(first, 'sessions', { login: 'boris', password });
  const sockets = [];
  for (const origin of [second, third]) sockets.push(await opens(origin, (await post(origin, 'tickets', undefined, token)).ticket));
  const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
  const ended = await fetch(`${first}/api/v1/sessions/current`, { method: 'DELETE', headers: { 'x-vestnik': '1', authorization: `Bearer ${token}` } });
  assert.equal(ended.status, 204);
  assert.deepEqual((await closed).map(([{ code }]) => code), [4501, 4501]);
});

test('the sockets of one person are counted over all nodes', { timeout: 60_000 }, async () => {
  const clara = await registered('clara');
  const clients = [];
  for (const origin of [first, second, third]) {
    clients.push(clara.sibling());
    await clients.at(-1).connect(origin);
  }
  const { token } = await post(first, 'sessions', { login: 'clara', password });
  const another = async () => answerTo(second, (await post(first, 'tickets', undefined, token)).ticket);
  assert.equal(await another(), 429);
  clients[0].close();
  // The other nodes learn a little later that there is room.
  while ((await another()) !== 101) await pause(20);
  clients.forEach((client) => client.close());
});

test('failed sign-ins are counted over all nodes', { timeout: 60_000 }, async () => {
  await registered('dora');
  for (let i = 0; i < attempts; ++i) await post(first, 'sessions', { login: 'dora', password: 'another door' });
  // The other nodes learn of the failures a little later; each wrong attempt there counts, too.
  let answer;
  do {
    await pause(20);
    answer = await post(second, 'sessions', { login: 'dora', password: 'another door' });
  } while (answer.status !== 429);
  assert.equal(answer.errors[0].code, 'too_many');
});

test('messages and typing on one node are shown on the others', async () => {
  const [erik, fanny] = [await registered('erik', first), await registered('fanny', second)];
  await Promise.all([erik.connect(first), fanny.connect(third)]);
  const chat = (await erik.write('chats', 'dialog', { user: fanny.user.id })).chat.id;
  const received = [];
  const all = Promise.withResolvers();
  fanny.onEvent(({ event, seq }) => {
    received.push(seq ? `${event} ${seq}` : event);
    if (event === 'chat.typing') all.resolve();
  });
  await fanny.ask('rooms', 'subscribe', { rooms: { [`chat:${chat}`]: 0 } });
  for (const text of ['one', 'two', 'three']) await erik.write('chats', 'send', { chat, text });
  await erik.ask('chats', 'typing', { chat });
  await all.promise;
  assert.deepEqual(received.filter((event) => !event.startsWith('chat.read')),
    ['chat.created 1', 'message.created 2', 'message.created 3', 'message.created 4', 'chat.typing']);
  erik.close();
  fanny.close();
});

test('a changed object on one node is sent to subscribers on another', async () => {
  const at = async (origin) => {
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/tasks`, { headers: { origin } });
    await once(socket, 'open');
    const frames = [];
    let wake = () => {};
    socket.addEventListener('message', ({ data }) => {
      frames.push(JSON.parse(data));
      wake();
    });
    const receive = async (condition) => {
      for (;;) {
        const frame = frames.find(condition);
        if (frame) return frame;
        await new Promise((resolve) => (wake = resolve));
      }
    };
    return { socket, receive, ask: (request) => socket.send(JSON.stringify(request)) };
  };
  const [maker, watcher] = [await at(first), await at(third)];
  watcher.ask({ action: 'subscribe', request_id: 1 });
  await watcher.receive(({ response_status: status }) => status);
  maker.ask({ action: 'create', request_id: 2, data: { text: 'paint the door', done: false } });
  const created = await watcher.receive(({ action }) => action === 'create');
  assert.equal(created.data.text, 'paint the door');
  maker.socket.close();
  watcher.socket.close();
});

test('a proxy distributes people over the nodes that are ready', { timeout: 60_000 }, async (t) => {
  const proxy = await Haproxy.start(await freePort(), cluster.nodes);
  t.after(() => proxy.stop());
  const greta = await registered('greta', proxy.origin);
  await greta.connect();
  assert.deepEqual((await greta.ask('chats', 'list')).chats, []);
  greta.close();
});
