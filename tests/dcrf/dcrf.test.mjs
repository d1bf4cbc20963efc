// The public browser client of the Django Channels REST framework, unmodified, with Vestnik's CRUD and subscription mounts.
// BRIDGE names the program tests/dcrf/bridge.cpp.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import dcrf from 'dcrf-client';

let bridge;
const pages = new Map();

/** The transport that dcrf-client uses as its socket. */
class BridgeTransport extends EventEmitter {
  #name;

  constructor(name) {
    super();
    this.#name = name;
    this.send = this.send.bind(this);
    this.isConnected = () => true;
    pages.set(name, this);
  }
  connect() {
    this.emit('connect');
  }
  disconnect() {}
  send(text) {
    bridge.stdin.write(`${this.#name} ${text}\n`);
    return text.length;
  }
}

function connect(name, options = {}) {
  return dcrf.default.connect('', { transport: new BridgeTransport(name), ...options });
}

before(() => {
  bridge = spawn(process.env.BRIDGE, { stdio: ['pipe', 'pipe', 'inherit'] });
  createInterface({ input: bridge.stdout }).on('line', (line) => {
    const blank = line.indexOf(' ');
    pages.get(line.slice(0, blank)).emit('message', { data: line.slice(blank + 1) });
  });
});

after(async () => {
  bridge.stdin.end();
  await once(bridge, 'exit');
});

test('objects are created, read, changed, listed and deleted', async () => {
  const client = connect('crud');
  const made = await client.create('people', { name: 'Alex' });
  assert.deepEqual(made, { id: 1, name: 'Alex', address: null });
  assert.deepEqual(await client.retrieve('people', 1), made);
  assert.deepEqual(await client.update('people', 1, { name: 'Johannes', address: '123 Easy St' }), {
    id: 1,
    name: 'Johannes',
    address: '123 Easy St',
  });
  assert.equal((await client.patch('people', 1, { name: 'Jefe' })).address, '123 Easy St');
  assert.deepEqual((await client.list('people')).map(({ name }) => name), ['Jefe']);
  await client.delete('people', 1);
  assert.deepEqual(await client.list('people'), []);
});

test('a request id may be a number', async () => {
  const client = connect('numbered');
  const made = await client.create('people', { name: 'Alex' }, 7);
  await client.delete('people', made.id, {}, 8);
});

test('a refusal rejects with its status and the field', async () => {
  const client = connect('refused');
  await assert.rejects(client.retrieve('people', 99), (reply) => reply.response_status === 404);
  await assert.rejects(client.create('people', { nme: 'x' }), (reply) => {
    assert.equal(reply.response_status, 422);
    assert.equal(reply.errors[0].field, 'nme');
    return true;
  });
  await assert.rejects(client.request('people', { action: 'fly' }), (reply) => reply.response_status === 405);
});

for (const pkField of ['pk', 'id'])
  test(`a subscription calls back with the changes of others, by ${pkField}`, async () => {
    const writer = connect(`writer-${pkField}`);
    const reader = connect(`reader-${pkField}`, { pkField });
    const { id } = await writer.create('people', { name: 'Alex' });
    const seen = new EventEmitter();
    await reader.subscribe('people', id, (person, action) => seen.emit('event', person, action));
    const updated = once(seen, 'event');
    await writer.patch('people', id, { name: 'Jefe' });
    const [person, action] = await updated;
    assert.equal(action, 'update');
    assert.equal(person.name, 'Jefe');
    assert.equal(person[pkField], id);
    assert.equal('address' in person, false);
    const deleted = once(seen, 'event');
    await writer.delete('people', id);
    const [gone, lastAction] = await deleted;
    assert.equal(lastAction, 'delete');
    assert.equal(gone[pkField], id);
  });
