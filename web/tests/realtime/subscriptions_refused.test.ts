// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connected, turn } from './connected';
import { count, log, reading, recordingReader, subscribed, unsubscribed } from './reading';

const unavailable = { code: 'unavailable', field: '', message: '', retry_ms: 700 };
const notFound = { code: 'not_found', field: 'rooms', message: 'no such room' };

describe('realtime/subscriptions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  describe('refusals', () => {
    it('forgets a room that is refused', async () => {
      const { client, socket, reconnects } = connected();
      const { received, reader } = recordingReader();
      client.subscribe('chat:9', reader, 0);
      await turn();
      socket().answers({ rooms: { 'chat:9': { error: notFound } } });
      expect(received).toEqual(['refused not_found']);
      reconnects();
      expect(subscribed(socket())).toEqual([]);
    });

    it('asks no more for a room that is one too many, and again for one that was asked for too fast', async () => {
      const { client, socket } = connected();
      const { received, reader } = recordingReader();
      client.subscribe('chat:9', reader, 0);
      client.subscribe('chat:10', reader, 0);
      await turn();
      const tooMany = { code: 'too_many', field: 'rooms', message: 'a connection has 5000 rooms at most' };
      socket().answers({ rooms: { 'chat:9': { error: tooMany }, 'chat:10': { error: { ...tooMany, retry_ms: 100 } } } });
      await vi.advanceTimersByTimeAsync(1_000);
      expect(received).toEqual(['refused too_many']);
      expect(subscribed(socket()).slice(1)).toEqual([{ 'chat:10': 0 }]);
    });

    it.each([
      ['at the time that the server says', unavailable, 700],
      ['soon when the server names no time', { code: 'unavailable', field: '', message: '' }, 0],
      ['even when the server is broken', { code: 'internal', field: '', message: '' }, 0],
    ])('requests again a room that is only unavailable, %s', async (_, error, delay) => {
      const { client, socket } = connected();
      const { received, reader } = recordingReader();
      client.subscribe('chat:9', reader, 3);
      client.subscribe('chat:10', reader, 4);
      await turn();
      socket().answers({ rooms: { 'chat:9': { error }, 'chat:10': { seq: 4, log, from: 4 } } });
      expect(received).toEqual([]);
      await vi.advanceTimersByTimeAsync(Math.max(0, delay - 1));
      expect(subscribed(socket())).toHaveLength(delay > 0 ? 1 : 2);
      await vi.advanceTimersByTimeAsync(1);
      expect(subscribed(socket()).slice(1)).toEqual([{ 'chat:9': 3 }]);
    });

    it('requests more and more slowly a room that stays unavailable, and soon again the next', async () => {
      const { client, socket } = connected({ random: () => 0.5 });
      const error = { code: 'unavailable', field: '', message: '' };
      client.subscribe('chat:9', recordingReader().reader, 3);
      await turn();
      for (const delay of [250, 500, 1_000]) {
        socket().answers({ rooms: { 'chat:9': { error } } });
        await vi.advanceTimersByTimeAsync(delay - 1);
        const before = subscribed(socket()).length;
        await vi.advanceTimersByTimeAsync(1);
        expect(subscribed(socket())).toHaveLength(before + 1);
      }
      socket().answers({ rooms: { 'chat:9': { seq: 3, log, from: 3 } } });
      client.subscribe('chat:10', recordingReader().reader, 3);
      await turn();
      socket().answers({ rooms: { 'chat:10': { error } } });
      await vi.advanceTimersByTimeAsync(250);
      expect(subscribed(socket()).slice(-2)).toEqual([{ 'chat:10': 3 }, { 'chat:10': 3 }]);
    });

    it.each([
      [429, { code: 'too_many', field: '', message: '', retry_ms: 700 }],
      [503, unavailable],
    ])('puts all rooms that are still wanted into one request again after a %i', async (status, error) => {
      const { client, socket } = connected();
      for (let n = 1; n <= 500; n += 1) client.subscribe(`chat:${n}`, recordingReader().reader, n);
      await turn();
      socket().refuses(status, error);
      client.unsubscribe('chat:7');
      await vi.advanceTimersByTimeAsync(699);
      expect(subscribed(socket())).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(subscribed(socket()).map(count)).toEqual([500, 499]);
    });

    it('requests everything at the next open instead of what was to be requested again', async () => {
      const { client, socket, reconnects } = connected();
      client.subscribe('chat:9', recordingReader().reader, 3);
      await turn();
      socket().refuses(503, { ...unavailable, retry_ms: 5_000 });
      reconnects();
      socket().answers({ rooms: { 'chat:9': { seq: 3, log, from: 3 } } });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(subscribed(socket())).toEqual([{ 'chat:9': 3 }]);
    });

    it('keeps a room that a reader subscribes again while the others are refused', async () => {
      const { client, socket } = connected();
      const { received, reader } = recordingReader();
      const onRefused = (): void => {
        client.unsubscribe('chat:2');
        client.subscribe('chat:2', reader, 5);
      };
      client.subscribe('chat:1', { ...reader, onRefused }, 0);
      client.subscribe('chat:2', recordingReader().reader, 0);
      await turn();
      socket().refuses(403, { code: 'forbidden', field: '', message: '' });
      await turn();
      expect(subscribed(socket()).slice(1)).toEqual([{ 'chat:2': 5 }]);
      expect(received).toEqual([]);
    });

    it('finds the room because of which the server refuses the whole request', async () => {
      const { client, socket } = connected();
      const readers = new Map(['chat:1', 'chat:2', 'chat:x', 'chat:4', 'chat:5'].map((room) => [room, recordingReader()]));
      for (const [room, { reader }] of readers) client.subscribe(room, reader, 0);
      await turn();
      for (let n = 0; n < socket().sent.length; n += 1) {
        const request = socket().sent[n]!;
        const rooms = Object.keys(request.payload.rooms as object);
        const answers = Object.fromEntries(rooms.map((room) => [room, { seq: 0, log, from: 0 }]));
        if (rooms.includes('chat:x')) socket().refuses(422, { code: 'invalid', field: 'rooms', message: '' }, request);
        else socket().answers({ rooms: answers }, request);
      }
      for (const [room, { received }] of readers) {
        socket().event(room, 1);
        expect(received).toEqual(room === 'chat:x' ? ['refused invalid'] : ['1']);
      }
    });
  });

  describe('leaving', () => {
    it('passes on no events of a room that is unsubscribed', async () => {
      const { client, socket, received, reconnects } = await reading(1);
      client.unsubscribe('chat:42');
      socket().event('chat:42', 2);
      await turn();
      expect(unsubscribed(socket())).toEqual([['chat:42']]);
      expect(received).toEqual([]);
      reconnects();
      expect(socket().sent).toEqual([]);
    });

    it('leaves all rooms of one turn in one request', async () => {
      const { client, socket } = connected();
      for (const room of ['chat:1', 'chat:2']) client.subscribe(room, recordingReader().reader, 0);
      await turn();
      for (const room of ['chat:1', 'chat:2', 'chat:3']) client.unsubscribe(room);
      await turn();
      expect(unsubscribed(socket())).toEqual([['chat:1', 'chat:2']]);
    });

    it('does not leave a room that is subscribed again, even when leaving must be repeated', async () => {
      const { client, socket } = await reading(1);
      client.unsubscribe('chat:42');
      await turn();
      socket().refuses(429, { code: 'too_many', field: '', message: '', retry_ms: 50 });
      client.subscribe('chat:42', recordingReader().reader, 1);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(unsubscribed(socket())).toHaveLength(1);
    });

    it('does not repeat a leave that the server refuses for good', async () => {
      const { client, socket } = await reading(1);
      client.unsubscribe('chat:42');
      await turn();
      socket().refuses(422, { code: 'invalid', field: 'rooms', message: '' });
      await vi.advanceTimersByTimeAsync(20_000);
      expect(unsubscribed(socket())).toHaveLength(1);
    });

    it('leaves again when the server was too busy', async () => {
      const { client, socket } = await reading(1);
      client.unsubscribe('chat:42');
      await turn();
      socket().refuses(429, { code: 'too_many', field: '', message: '', retry_ms: 50 });
      await vi.advanceTimersByTimeAsync(50);
      expect(unsubscribed(socket())).toEqual([['chat:42'], ['chat:42']]);
    });

    it('leaves again when the room was joined after it was left', async () => {
      const { client, socket } = connected();
      client.subscribe('chat:42', recordingReader().reader, 0);
      await turn();
      client.unsubscribe('chat:42');
      await turn();
      socket().answers({ rooms: { 'chat:42': { seq: 1, log, from: 0 } } }, socket().sent[0]);
      await turn();
      expect(unsubscribed(socket())).toEqual([['chat:42'], ['chat:42']]);
    });
  });
});
