// The client library with a real server, whose program is in VESTNIKD. Connections are cut, and the server is killed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import { scratchFolder } from '../../../tests/support/scratch.mjs';
import { Vestnik } from '../../../tests/support/vestnik.mjs';
import { newOp, type RealtimeClient, type Refusal } from '../../src/realtime/index.ts';
import { Person } from './person.ts';
import type { Reading } from './reading.ts';

const numbers = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, n) => first + n);
const texts = (count: number, prefix = 'text'): string[] => numbers(1, count).map((n) => `${prefix} ${n}`);

describe('the realtime library and the server', { timeout: 300_000 }, () => {
  let server: Vestnik;
  before(async () => {
    const webRoot = scratchFolder('site');
    writeFileSync(`${webRoot}/index.html`, '<!doctype html>'); // so that the client need not be built
    const settings = { 'net.web-root': webRoot, 'accounts.address-attempts-per-minute': 1_000 };
    server = await Vestnik.start(process.env.VESTNIKD, settings);
  });
  after(() => server?.stop());

  /** Two people with a dialog, each with a connection of their own, both reading it from the beginning. */
  async function dialog(t: TestContext) {
    const [writer, peer] = [await Person.register(server.origin), await Person.register(server.origin)];
    const [alice, boris] = [await writer.connect(t), await peer.connect(t)];
    const answer = await alice.client.write('chats', 'dialog', newOp(), { user: peer.id });
    const chat = (answer as { chat: { id: string } }).chat.id;
    const room = `chat:${chat}`;
    return {
      chat,
      room,
      alice: { ...alice, person: writer, reading: alice.read(room) },
      boris: { ...boris, person: peer, reading: boris.read(room) },
    };
  }

  /** A single person with a connection. */
  async function alone(t: TestContext) {
    const person = await Person.register(server.origin);
    return { person, ...(await person.connect(t)) };
  }

  it('let two people talk, so that each receives everything once and in order', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    const sent = [];
    for (const text of texts(5)) {
      sent.push(await send(alice.client, chat, `alice ${text}`), await send(boris.client, chat, `boris ${text}`));
    }
    const expected = texts(5).flatMap((text) => [`alice ${text}`, `boris ${text}`]);
    for (const { reading } of [alice, boris]) {
      await reading.received('boris text 5');
      assert.deepEqual(reading.texts, expected);
      assert.deepEqual(reading.seqs, numbers(1, 11)); // the first is `chat.created`
    }
    assert.deepEqual(sent, numbers(2, 11));
  });

  it('keep the order of messages that one person sends at once', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    await Promise.all(texts(30).map((text) => send(alice.client, chat, text)));
    await boris.reading.received('text 30');
    assert.deepEqual(boris.reading.texts, texts(30));
  });

  it('store once a message that is sent again because its reply was lost', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    await send(alice.client, chat, 'before');
    await alice.reading.received('before');
    alice.cable.mute();
    const sending = send(alice.client, chat, 'in flight');
    await boris.reading.received('in flight'); // the server has stored it, and alice does not know
    assert.deepEqual(alice.reading.texts, ['before']);
    alice.cable.cut();
    assert.equal(await sending, boris.reading.seqs.at(-1));
    await alice.reading.received('in flight');
    await send(boris.client, chat, 'after');
    for (const { reading, client } of [alice, boris]) {
      await reading.received('after');
      assert.deepEqual(reading.texts, ['before', 'in flight', 'after']);
      assert.deepEqual(await history(client, chat), ['before', 'in flight', 'after']);
    }
  });

  it('give the first result to a write that is repeated with its op', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    const op = newOp();
    const first = await send(alice.client, chat, 'once', op);
    assert.equal(await send(alice.client, chat, 'once', op), first);
    await send(alice.client, chat, 'after');
    await boris.reading.received('after');
    assert.deepEqual(boris.reading.texts, ['once', 'after']);
  });

  it('lose and repeat nothing when the server is killed in the middle of writing', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    const rounds = [1, 2, 3];
    for (const round of rounds) {
      const writing = texts(20, `round ${round}`).map((text) => send(alice.client, chat, text));
      await writing[round * 5];
      await server.kill();
      await server.restart();
      assert.deepEqual(await Promise.all(writing), numbers(2 + (round - 1) * 20, 1 + round * 20));
    }
    const expected = rounds.flatMap((round) => texts(20, `round ${round}`));
    for (const { reading, client } of [alice, boris]) {
      await reading.received('round 3 20');
      assert.deepEqual(reading.texts, expected);
      assert.equal(reading.resets, 0);
      assert.deepEqual(await history(client, chat), expected);
    }
  });

  it('pass on everything that happened, once, to a person who was away', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    await send(boris.client, chat, 'hello');
    await alice.reading.received('hello');
    alice.cable.unplug();
    for (const text of texts(150)) await send(boris.client, chat, text); // more than the server keeps at hand
    assert.deepEqual(alice.reading.texts, ['hello']);
    alice.cable.plugIn();
    await alice.reading.received('text 150');
    assert.deepEqual(alice.reading.texts, ['hello', ...texts(150)]);
    assert.deepEqual(alice.reading.seqs, numbers(1, 152));
    assert.equal(alice.reading.resets, 0);
  });

  it('lose and repeat nothing while both connections are cut again and again', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    for (const { cable, reading } of [alice, boris]) reading.onEach = ({ seq }) => void (seq! % 7 === 0 && cable.cut());
    const writers = [alice, boris].map(({ client }, n) => texts(40, `writer ${n}`).map((text) => send(client, chat, text)));
    await Promise.all(writers.flat());
    for (const { reading, client, states } of [alice, boris]) {
      await reading.until(({ events }) => events.length >= 81);
      assert.deepEqual(reading.seqs, numbers(1, 81));
      for (const n of [0, 1]) {
        assert.deepEqual(reading.texts.filter((text) => text.startsWith(`writer ${n}`)), texts(40, `writer ${n}`));
      }
      assert.deepEqual(await history(client, chat), reading.texts);
      assert(states.filter(({ name }) => name === 'waiting').length > 3, 'the connection was not cut');
    }
  });

  it('go on in a new client from the place that an earlier client kept', async (t) => {
    const { chat, room, alice, boris } = await dialog(t);
    await send(boris.client, chat, 'heard by the first');
    await alice.reading.received('heard by the first');
    const place = alice.client.placeOf(room)!;
    alice.client.close();
    await send(boris.client, chat, 'heard by the second');
    const second = (await alice.person.connect(t)).read(room, place);
    await second.received('heard by the second');
    assert.deepEqual(second.texts, ['heard by the second']);
    assert.equal(second.resets, 0);
  });

  it('begin with the next event on request, after a reset', async (t) => {
    const { chat, room, alice, boris } = await dialog(t);
    await send(boris.client, chat, 'earlier');
    const reading = (await alice.person.connect(t)).read(room, 'now');
    await reading.until(({ resets }) => resets === 1);
    assert.deepEqual(reading.texts, []);
    await send(boris.client, chat, 'later');
    await reading.received('later');
    assert.deepEqual(reading.texts, ['later']);
    assert.equal(reading.resets, 1);
  });

  for (const [place, start] of [
    ['a place in a different log', { seq: 1, log: 'ffffffffffffffff' }],
    ['a seq that the log has not reached', 1_000],
  ] as const) {
    it(`reset a reader that comes with ${place}, and go on from there`, async (t) => {
      const { chat, room, alice, boris } = await dialog(t);
      await send(boris.client, chat, 'earlier');
      const reading = (await alice.person.connect(t)).read(room, start);
      await reading.until(({ resets }) => resets === 1);
      await send(boris.client, chat, 'later');
      await reading.received('later');
      assert.deepEqual(reading.texts, ['later']);
    });
  }

  it('refuse rooms of others and names of no rooms, and read the rest', async (t) => {
    const { chat, room, alice, boris } = await dialog(t);
    assert.equal(await refusalOf((await alone(t)).read(room)), 'not_found');
    const { read } = await alice.person.connect(t);
    const [wrong, right, missing] = [read('chat:nonsense'), read(room), read('chat:1')];
    await send(boris.client, chat, 'hello');
    await right.received('hello');
    assert.deepEqual(right.texts, ['hello']);
    assert.deepEqual([await refusalOf(wrong), await refusalOf(missing)], ['invalid', 'not_found']);
  });

  it('answer many requests made at once without closing the connection', async (t) => {
    const { client, states } = await alone(t);
    const answers = await Promise.all(numbers(1, 120).map(() => client.request('chats', 'list')));
    assert.equal(answers.length, 120);
    assert.deepEqual(states.map(({ name }) => name), ['connecting', 'open']);
  });

  it('fail the call whose frame is too big for the server, and no other', async (t) => {
    const { chat, alice, boris } = await dialog(t);
    await assert.rejects(send(alice.client, chat, 'x'.repeat(300_000)), { status: 413, code: 'too_large' });
    await send(alice.client, chat, 'after');
    await boris.reading.received('after');
    assert.deepEqual(boris.reading.texts, ['after']);
  });

  it('replace a connection that has become silent', async (t) => {
    const { client, cable, states } = await alone(t);
    await client.request('chats', 'list');
    cable.mute();
    assert.deepEqual(await client.request('chats', 'list', {}, { replyMs: 2_000 }), { chats: [], cursor: '', more: false });
    assert(states.some((state) => state.name === 'waiting' && state.reason === 'silent'));
  });

  it('answer a ping, at least with a refusal', async (t) => {
    const { client, states } = await alone(t);
    await client.request('rooms', 'ping').catch(({ status }: Refusal) => assert.equal(status, 405));
    assert.deepEqual(states.map(({ name }) => name), ['connecting', 'open']);
  });

  it('end the connection for good when the person signs out elsewhere', async (t) => {
    const { person, client } = await alone(t);
    await client.request('chats', 'list');
    const ended = new Promise<void>((resolve) => {
      client.onState(({ name }) => name === 'ended' && resolve());
    });
    await person.signOut();
    await ended;
    assert.deepEqual(client.state, { name: 'ended', code: 4501, reason: 'session_ended' });
  });
});

/** Sends in the chat's lane. @returns the seq of the message */
async function send(client: RealtimeClient, chat: string, text: string, op = newOp()): Promise<number> {
  const sent = await client.write('chats', 'send', op, { chat, text }, { lane: `chat:${chat}` });
  return (sent as { seq: number }).seq;
}

/** All messages of a chat, as the database has them, the oldest first. */
async function history(client: RealtimeClient, chat: string): Promise<string[]> {
  const answer = await client.request('chats', 'history', { chat, before: 0, limit: 200 });
  return (answer as { messages: { text: string }[] }).messages.map(({ text }) => text).reverse();
}

async function refusalOf(reading: Reading): Promise<string | undefined> {
  await reading.until(({ refusals }) => refusals.length > 0);
  return reading.refusals[0]?.code;
}
