import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';

import { Proxy } from './proxy.mjs';

/** A server that echoes, a proxy in front of it, and a connection through the proxy. */
async function connected(t) {
  const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const proxy = await Proxy.to({ address: '127.0.0.1', port: echo.address().port });
  const socket = connect(proxy.port, proxy.address);
  await once(socket, 'connect');
  t.after(() => {
    socket.destroy();
    proxy.close();
    echo.close();
  });
  const say = async (text) => {
    socket.write(text);
    const [bytes] = await once(socket, 'data');
    return bytes.toString();
  };
  return { proxy, socket, say };
}

/** Settles when the socket has been closed or reset. */
const ends = (socket) => new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));

test('a proxy passes octets on in both directions', async (t) => {
  const { say } = await connected(t);
  assert.equal(await say('a'), 'a');
  assert.equal(await say('b'), 'b');
});

test('a proxy with a pace passes on little at a time, and everything in the end', async (t) => {
  const { proxy, socket } = await connected(t);
  proxy.pace(50);
  const received = [];
  socket.on('data', (bytes) => received.push(bytes.toString()));
  socket.write('a rather long word');
  while (received.join('').length < 10) await once(socket, 'data');
  assert.ok(received.every((part) => part.length <= 5), received.join('|'));
  proxy.heal();
  while (received.join('').length < 18) await once(socket, 'data');
  assert.equal(received.join(''), 'a rather long word');
});

test('a proxy stalls after a number of octets', async (t) => {
  const { proxy, socket, say } = await connected(t);
  proxy.stallAfter(3);
  assert.equal(await say('ab'), 'ab');
  assert.equal(await say('c'), 'c');
  let received = false;
  socket.once('data', () => (received = true));
  const answer = say('d');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(received, false);
  proxy.heal();
  assert.equal(await answer, 'd');
});

test('a proxy announces clients, and counts them', async (t) => {
  const lines = Promise.withResolvers();
  const server = createServer((socket) => socket.on('error', () => {}).on('data', (bytes) => lines.resolve(bytes.toString())));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await Proxy.to({ address: '127.0.0.1', port: server.address().port }, '127.0.0.1', { announces: true });
  const socket = connect(proxy.port, proxy.address);
  t.after(() => {
    socket.destroy();
    proxy.close();
    server.close();
  });
  assert.equal(await lines.promise, `PROXY TCP4 127.0.0.1 127.0.0.1 ${socket.localPort} ${proxy.port}\r\n`);
  assert.equal(proxy.knocks, 1);
});

test('a healed proxy passes on what was stalled', async (t) => {
  const { proxy, socket, say } = await connected(t);
  assert.equal(await say('a'), 'a');
  proxy.stall();
  let received = false;
  socket.once('data', () => (received = true));
  const answer = say('b');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(received, false);
  proxy.heal();
  assert.equal(await answer, 'b');
});

test('a proxy with a delay keeps the order', async (t) => {
  const { proxy, socket } = await connected(t);
  proxy.delay(5);
  let received = '';
  socket.on('data', (bytes) => (received += bytes));
  for (const letter of 'abcdef') {
    socket.write(letter);
    await new Promise((resolve) => setImmediate(resolve));
  }
  while (received.length < 6) await once(socket, 'data');
  assert.equal(received, 'abcdef');
});

test('a half-open connection receives nothing, and ends when the proxy is healed', async (t) => {
  const { proxy, socket, say } = await connected(t);
  assert.equal(await say('a'), 'a');
  proxy.halve();
  socket.write('b');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(socket.readyState, 'open');
  const end = ends(socket);
  proxy.heal();
  await end;
});

test('a refusing proxy resets connections, also new ones', async (t) => {
  const { proxy, socket } = await connected(t);
  const end = ends(socket);
  proxy.refuse();
  await end;
  const again = connect(proxy.port, proxy.address);
  const [error] = await once(again, 'error');
  assert.equal(error.code, 'ECONNRESET');
});
