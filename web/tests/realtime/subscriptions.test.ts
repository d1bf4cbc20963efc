// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromNow } from '@/realtime/wire';
import { connected, turn } from './connected';
import { count, log, reading, recordingReader, subscribed } from './reading';

describe('realtime/subscriptions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  describe('requests', () => {
    it('puts all rooms of one turn into one request', async () => {
      const { client, socket } = connected();
      client.subscribe('chat:1', recordingReader().reader, 7);
      client.subscribe('chat:2', recordingReader().reader, 0);
      await turn();
      expect(subscribed(socket())).toEqual([{ 'chat:1': 7, 'chat:2': 0 }]);
    });

    it('sends at the next open what was subscribed while the connection was lost', async () => {
      const { client, socket } = connected();
      socket().drops();
      client.subscribe('chat:1', recordingReader().reader, 7);
      await turn();
      vi.advanceTimersToNextTimer();
      socket().opens();
      await turn();
      expect(subscribed(socket())).toEqual([{ 'chat:1': 7 }]);
    });

    it('puts at most 1,000 rooms into one request, at first and after a reconnect', async () => {
      const { client, socket, reconnects } = connected();
      for (let n = 1; n <= 2_001; n += 1) client.subscribe(`chat:${n}`, recordingReader().reader, 0);
      await turn();
      expect(subscribed(socket()).map(count)).toEqual([1_000, 1_000, 1]);
      reconnects();
      expect(subscribed(socket()).map(count)).toEqual([1_000, 1_000, 1]);
    });

    it('begins at the place that an earlier client has kept', async () => {
      const { client, socket } = connected();
      client.subscribe('chat:1', recordingReader().reader, { seq: 7, log });
      await turn();
      expect(subscribed(socket())).toEqual([{ 'chat:1': { seq: 7, log } }]);
    });

    it('begins "from now" at the newest seq, and resumes from there', async () => {
      const { client, socket, reconnects } = connected();
      const { received, reader } = recordingReader();
      client.subscribe('mailbox:7', reader, 'now');
      await turn();
      expect(subscribed(socket())).toEqual([{ 'mailbox:7': fromNow }]);
      expect(client.placeOf('mailbox:7')).toBeUndefined();
      const state = { state: 'live' };
      socket().answers({ rooms: { 'mailbox:7': { seq: 12, log, from: 12, reset: true, state } } });
      socket().event('mailbox:7', 12, 'mail.received');
      socket().event('mailbox:7', 13, 'mail.received');
      expect(received).toEqual(['reset', 'ephemeral {"state":"live"}', '13']);
      reconnects();
      expect(subscribed(socket())).toEqual([{ 'mailbox:7': { seq: 13, log } }]);
    });

    it('begins "from now" as well when the server does not call that a reset', async () => {
      const { client, socket } = connected();
      const { received, reader } = recordingReader();
      client.subscribe('chat:1', reader, 'now');
      await turn();
      socket().answers({ rooms: { 'chat:1': { seq: 12, log, from: 12 } } });
      socket().event('chat:1', 13);
      expect(received).toEqual(['reset', '13']);
    });

    it('ignores an answer for a room that was left and subscribed again since', async () => {
      const { client, socket } = connected();
      const earlier = recordingReader();
      client.subscribe('chat:1', earlier.reader, 3);
      await turn();
      client.unsubscribe('chat:1');
      const { received, reader } = recordingReader();
      client.subscribe('chat:1', reader, 'now');
      await turn();
      const [first, second] = socket().requests('subscribe');
      socket().answers({ rooms: { 'chat:1': { seq: 2, log: 'other', from: 2, reset: true } } }, first);
      for (const seq of [3, 4]) socket().event('chat:1', seq);
      socket().answers({ rooms: { 'chat:1': { seq: 12, log, from: 12, reset: true } } }, second);
      socket().event('chat:1', 13);
      expect([earlier.received, received]).toEqual([[], ['reset', '13']]);
    });

    it('changes only the reader of a room that is read already', async () => {
      const { client, socket, received } = await reading(5);
      const other = recordingReader();
      client.subscribe('chat:42', other.reader, 0);
      await turn();
      socket().event('chat:42', 6);
      expect(subscribed(socket())).toHaveLength(1);
      expect([received, other.received]).toEqual([[], ['6']]);
    });
  });

  describe('order', () => {
    it('passes each event on once and in order, and drops repeated ones', async () => {
      const { socket, received } = await reading(181);
      for (const seq of [180, 181, 182, 182, 183, 181]) socket().event('chat:42', seq);
      expect(received).toEqual(['182', '183']);
      await turn();
      expect(subscribed(socket())).toHaveLength(1); // a repeat is no gap
    });

    it('resumes every room from its last seq and log, and passes no event on twice', async () => {
      const { socket, received, client, reconnects } = await reading(181);
      socket().event('chat:42', 182);
      reconnects();
      expect(subscribed(socket())).toEqual([{ 'chat:42': { seq: 182, log } }]);
      socket().answers({ rooms: { 'chat:42': { seq: 184, log, from: 182 } } });
      for (const seq of [182, 183, 184]) socket().event('chat:42', seq);
      expect(received).toEqual(['182', '183', '184']);
      expect(client.placeOf('chat:42')).toEqual({ seq: 184, log });
    });

    it('requests once after a reconnect, whatever arrives before the answer', async () => {
      const { socket, reconnects } = await reading(181);
      reconnects();
      socket().event('chat:42', 185);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(subscribed(socket())).toHaveLength(1);
    });

    it('notices a gap and requests events after the last seq, once', async () => {
      const { socket, received } = await reading(181);
      socket().event('chat:42', 183);
      socket().event('chat:42', 184);
      await turn();
      socket().event('chat:42', 185);
      await vi.advanceTimersByTimeAsync(5_000);
      expect(subscribed(socket()).slice(1)).toEqual([{ 'chat:42': { seq: 181, log } }]);
      expect(received).toEqual([]);
      socket().answers({ rooms: { 'chat:42': { seq: 185, log, from: 181 } } });
      for (const seq of [182, 183, 184, 185]) socket().event('chat:42', seq);
      expect(received).toEqual(['182', '183', '184', '185']);
    });

    it('requests more and more slowly while the answers do not fill a gap', async () => {
      const { socket } = await reading(181, { random: () => 0.5 });
      const answer = { rooms: { 'chat:42': { seq: 183, log, from: 181 } } };
      socket().event('chat:42', 183);
      await turn();
      for (const delay of [250, 500, 1_000, 2_000]) {
        socket().answers(answer);
        socket().event('chat:42', 183);
        const before = subscribed(socket()).length;
        vi.advanceTimersByTime(delay - 1);
        expect(subscribed(socket())).toHaveLength(before);
        vi.advanceTimersByTime(1);
        expect(subscribed(socket())).toHaveLength(before + 1);
      }
    });

    it('passes ephemeral events on without counting them', async () => {
      const { socket, received, client } = await reading(5);
      socket().event('chat:42', undefined, 'mailbox.state', { percent: 75 });
      socket().event('chat:42', undefined, 'mailbox.state', { percent: 90 });
      socket().event('chat:42', 6);
      expect(received).toEqual(['ephemeral {"percent":75}', 'ephemeral {"percent":90}', '6']);
      expect(client.placeOf('chat:42')).toEqual({ seq: 6, log });
    });

    it('loses and repeats nothing over many losses at any point of the stream', async () => {
      const { socket, received, reconnects } = await reading(0);
      const newest = 60;
      let served = 0;
      for (let drop = 0; served < newest; drop += 1) {
        const from = Number(received.at(-1) ?? 0);
        served = Math.min(newest, from + (drop % 5));
        for (let seq = from + 1; seq <= served; seq += 1) socket().event('chat:42', seq);
        reconnects();
        expect(subscribed(socket())).toEqual([{ 'chat:42': { seq: served, log } }]);
        socket().answers({ rooms: { 'chat:42': { seq: newest, log, from: served } } });
      }
      expect(received).toEqual(Array.from({ length: newest }, (_, n) => String(n + 1)));
    });
  });

  describe('resets', () => {
    it.each([
      ['the log is a different one', { seq: 20, log: 'other', from: 20, reset: true }, 'reset', 21],
      ['the events are gone', { seq: 300, log, from: 250, gap: { from: 182, to: 250 } }, 'reset, lost 182 to 250', 251],
      ['the events are gone, and the server says so twice', { seq: 300, log, from: 250, gap: { from: 182, to: 250 }, reset: true }, 'reset, lost 182 to 250', 251],
      ['the server goes on later than requested', { seq: 300, log, from: 250 }, 'reset', 251],
    ])('calls onReset before any later event when %s', async (_, answer, reset, next) => {
      const { client, socket, received, reconnects } = await reading(181);
      reconnects();
      socket().answers({ rooms: { 'chat:42': answer } });
      socket().event('chat:42', next);
      socket().event('chat:42', next + 1);
      expect(received).toEqual([reset, String(next), String(next + 1)]);
      expect(client.placeOf('chat:42')).toEqual({ seq: next + 1, log: answer.log });
      reconnects();
      expect(subscribed(socket())).toEqual([{ 'chat:42': { seq: next + 1, log: answer.log } }]);
    });

    it('calls the readers of the other rooms when one throws', async () => {
      const { client, socket } = connected();
      const { received, reader } = recordingReader();
      const broken = (): never => {
        throw new Error('the reader is broken');
      };
      client.subscribe('chat:1', { onEvent: broken, onReset: broken }, 'now');
      client.subscribe('chat:2', reader, 'now');
      await turn();
      const answer = { seq: 3, log, from: 3, reset: true };
      socket().answers({ rooms: { 'chat:1': answer, 'chat:2': answer } });
      socket().event('chat:1', 4);
      socket().event('chat:2', 4);
      expect(received).toEqual(['reset', '4']);
      expect(client.placeOf('chat:1')).toEqual({ seq: 4, log });
      for (let n = 0; n < 2; n += 1) expect(() => vi.advanceTimersToNextTimer()).toThrow('the reader is broken');
    });
  });
});
