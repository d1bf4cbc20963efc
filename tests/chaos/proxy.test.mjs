import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';

import { Proxy } from './proxy.mjs';

/** A server that sends back what it hears, a proxy to it and a connection through that. */
async function line(t) {
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

test('a proxy carries what is said both ways', async (t) => {
  const { say } = await line(t);
  assert.equal(await say('a'), 'a');
  assert.equal(await say('b'), 'b');
});

test('who trickles says little at a time, and all in the end', async (t) => {
  const { proxy, socket } = await line(t);
  proxy.pace(50);
  const heard = [];
  socket.on('data', (bytes) => heard.push(bytes.toString()));
  socket.write('a rather long word');
  while (heard.join('').length < 10) await once(socket, 'data');
  assert.ok(heard.every((part) => part.length <= 5), heard.join('|'));
  proxy.heal();
  while (heard.join('').length < 18) await once(socket, 'data');
  assert.equal(heard.join(''), 'a rather long word');
});

test('it stands still in the midst of what comes', async (t) => {
  const { proxy, socket, say } = await line(t);
  proxy.stallAfter(3);
  assert.equal(await say('ab'), 'ab');
  assert.equal(await say('c'), 'c');
  let heard = false;
  socket.once('data', () => (heard = true));
  const answer = say('d');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(heard, false);
  proxy.heal();
  assert.equal(await answer, 'd');
});

test('who connects is announced, and counted', async (t) => {
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

test('what stands still arrives when it is healed', async (t) => {
  const { proxy, socket, say } = await line(t);
  assert.equal(await say('a'), 'a');
  proxy.stall();
  let heard = false;
  socket.once('data', () => (heard = true));
  const answer = say('b');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(heard, false);
  proxy.heal();
  assert.equal(await answer, 'b');
});

test('what is late arrives in its order', async (t) => {
  const { proxy, socket } = await line(t);
  proxy.delay(5);
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes));
  for (const letter of 'abcdef') {
    socket.write(letter);
    await new Promise((resolve) => setImmediate(resolve));
  }
  while (heard.length < 6) await once(socket, 'data');
  assert.equal(heard, 'abcdef');
});

test('a half-open connection hears nothing, and ends when it is healed', async (t) => {
  const { proxy, socket, say } = await line(t);
  assert.equal(await say('a'), 'a');
  proxy.halve();
  socket.write('b');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(socket.readyState, 'open');
  const end = ends(socket);
  proxy.heal();
  await end;
});

test('whoever is refused is reset, until it is healed', async (t) => {
  const { proxy, socket } = await line(t);
  const end = ends(socket);
  proxy.refuse();
  await end;
  const again = connect(proxy.port, proxy.address);
  const [error] = await once(again, 'error');
  assert.equal(error.code, 'ECONNRESET');
});
