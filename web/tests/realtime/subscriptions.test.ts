// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RealtimeClient, type RoomEvent, type RoomReader } from '@/realtime';
import { socketMaker, type FakeSocket } from './fake_socket';

const log = '51b6a2f0c3d94e77';

describe('realtime/subscriptions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function reader() {
    const told: string[] = [];
    const read: RoomReader = {
      onEvent: (event: RoomEvent) => told.push(`${event.seq}`),
      onEphemeral: (event) => told.push(`ephemeral ${JSON.stringify(event.data)}`),
      onReset: () => told.push('reset'),
      onRefused: (refusal) => told.push(`refused ${refusal.code}`),
    };
    return { told, read };
  }

  function connected() {
    const sockets = socketMaker();
    const client = new RealtimeClient({ makeSocket: sockets.make, random: () => 0 });
    client.open();
    sockets.newest().opens();
    return { client, sockets };
  }

  /** A client that reads chat:42 up to `seq`. */
  async function reading(seq: number) {
    const line = connected();
    const { told, read } = reader();
    line.client.subscribe('chat:42', read, seq);
    await Promise.resolve();
    line.sockets.newest().answers({ rooms: { 'chat:42': { seq, log, from: seq } } });
    return { ...line, told };
  }

  const asked = (socket: FakeSocket) => socket.asked('subscribe').map(({ payload }) => payload.rooms);

  it('asks for all rooms of one turn in one request', async () => {
    const { client, sockets } = connected();
    client.subscribe('chat:1', reader().read, 7);
    client.subscribe('chat:2', reader().read, 0);
    await Promise.resolve();
    expect(asked(sockets.newest())).toEqual([{ 'chat:1': 7, 'chat:2': 0 }]);
  });

  it('asks for at most 1,000 rooms in one request', async () => {
    const { client, sockets } = connected();
    for (let n = 0; n < 2_001; n += 1) client.subscribe(`chat:${n}`, reader().read, 0);
    await Promise.resolve();
    expect(asked(sockets.newest()).map((rooms) => Object.keys(rooms as object).length)).toEqual([1_000, 1_000, 1]);
  });

  it('tells each event once, in order', async () => {
    const { sockets, told } = await reading(181);
    for (const seq of [180, 181, 182, 182, 183, 181]) sockets.newest().event('chat:42', seq);
    expect(told).toEqual(['182', '183']);
    await Promise.resolve();
    expect(asked(sockets.newest())).toHaveLength(1); // a repeat is no gap
  });

  it('resumes every room from its last seq and log, and tells no event twice', async () => {
    const { sockets, told, client } = await reading(181);
    sockets.newest().event('chat:42', 182);
    sockets.newest().drops();
    vi.advanceTimersByTime(0);
    sockets.newest().opens();
    expect(asked(sockets.newest())).toEqual([{ 'chat:42': { seq: 182, log } }]);
    sockets.newest().answers({ rooms: { 'chat:42': { seq: 184, log, from: 182 } } });
    for (const seq of [182, 183, 184]) sockets.newest().event('chat:42', seq);
    expect(told).toEqual(['182', '183', '184']);
    expect(client.seqOf('chat:42')).toBe(184);
  });

  it('notices a gap and asks again from the last seq, once', async () => {
    const { sockets, told } = await reading(181);
    sockets.newest().event('chat:42', 183);
    sockets.newest().event('chat:42', 184);
    await Promise.resolve();
    sockets.newest().event('chat:42', 185);
    await Promise.resolve();
    expect(asked(sockets.newest()).slice(1)).toEqual([{ 'chat:42': { seq: 181, log } }]);
    expect(told).toEqual([]);
    sockets.newest().answers({ rooms: { 'chat:42': { seq: 185, log, from: 181 } } });
    for (const seq of [182, 183, 184, 185]) sockets.newest().event('chat:42', seq);
    expect(told).toEqual(['182', '183', '184', '185']);
  });

  it('says reset before any further event when the log cannot continue', async () => {
    const { sockets, told } = await reading(181);
    sockets.newest().drops();
    vi.advanceTimersByTime(0);
    sockets.newest().opens();
    sockets.newest().answers({ rooms: { 'chat:42': { seq: 20, log: 'other', from: 20, reset: true } } });
    sockets.newest().event('chat:42', 21);
    expect(told).toEqual(['reset', '21']);
  });

  it('begins "from now" at the newest seq, and resumes from there', async () => {
    const { client, sockets } = connected();
    const { told, read } = reader();
    client.subscribe('mailbox:7', read, 'now');
    await Promise.resolve();
    const state = { state: 'live' };
    sockets.newest().answers({ rooms: { 'mailbox:7': { seq: 12, log, from: 12, reset: true, state } } });
    sockets.newest().event('mailbox:7', 12, 'mail.received');
    sockets.newest().event('mailbox:7', 13, 'mail.received');
    expect(told).toEqual(['reset', 'ephemeral {"state":"live"}', '13']);
    sockets.newest().drops();
    vi.advanceTimersByTime(0);
    sockets.newest().opens();
    expect(asked(sockets.newest())).toEqual([{ 'mailbox:7': { seq: 13, log } }]);
  });

  it('hands on ephemeral events without counting them', async () => {
    const { sockets, told, client } = await reading(5);
    sockets.newest().event('chat:42', undefined, 'mailbox.state', { percent: 75 });
    expect(told).toEqual(['ephemeral {"percent":75}']);
    expect(client.seqOf('chat:42')).toBe(5);
  });

  it('forgets a room that is refused', async () => {
    const { client, sockets } = connected();
    const { told, read } = reader();
    client.subscribe('chat:9', read, 0);
    await Promise.resolve();
    sockets.newest().answers({ rooms: { 'chat:9': { error: { code: 'not_found', field: 'rooms', message: 'no such room' } } } });
    expect(told).toEqual(['refused not_found']);
    sockets.newest().drops();
    vi.advanceTimersByTime(0);
    sockets.newest().opens();
    expect(asked(sockets.newest())).toEqual([]);
  });

  it('asks again for a room that is only unavailable, when the server says', async () => {
    const { client, sockets } = connected();
    const { told, read } = reader();
    client.subscribe('chat:9', read, 3);
    await Promise.resolve();
    const error = { code: 'unavailable', field: '', message: '', retry_ms: 700 };
    sockets.newest().answers({ rooms: { 'chat:9': { error } } });
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(700);
    expect(asked(sockets.newest())).toEqual([{ 'chat:9': 3 }, { 'chat:9': 3 }]);
  });

  it('says nothing of a room any more once it is unsubscribed', async () => {
    const { client, sockets, told } = await reading(1);
    client.unsubscribe('chat:42');
    expect(sockets.newest().last().payload).toMatchObject({ action: 'unsubscribe', rooms: ['chat:42'] });
    sockets.newest().event('chat:42', 2);
    expect(told).toEqual([]);
  });

  it('loses and repeats nothing over many drops at any point of the stream', async () => {
    const { sockets, told } = await reading(0);
    const newest = 60;
    let served = 0;
    for (let drop = 0; served < newest; drop += 1) {
      const from = Number(told.at(-1) ?? 0);
      const until = Math.min(newest, from + (drop % 5));
      for (let seq = from + 1; seq <= until; seq += 1) sockets.newest().event('chat:42', seq);
      served = until;
      sockets.newest().drops();
      vi.advanceTimersByTime(10_000);
      sockets.newest().opens();
      const rooms = asked(sockets.newest())[0] as Record<string, { seq: number }>;
      expect(rooms['chat:42']).toEqual({ seq: until, log });
      sockets.newest().answers({ rooms: { 'chat:42': { seq: newest, log, from: until } } });
    }
    expect(told).toEqual(Array.from({ length: newest }, (_, n) => String(n + 1)));
  });
});
