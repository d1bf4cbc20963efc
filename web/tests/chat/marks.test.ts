import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';
import { useChat } from '@/chat/chat';
import { useMarks } from '@/chat/marks';
import type { FakeSocket } from '../realtime/fake_socket';
import { alice, answerSubscriptions, boris, dialog, log, settled, signedIn } from '../signed_in';

describe('chat/marks', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    localStorage.clear();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Alice has read up to 2 of the 5 messages of her dialog, Boris up to 4. */
  async function reading() {
    const page = await signedIn(undefined, [dialog(5, { read_seq: 2, unread: 3 })]);
    const { socket } = page;
    socket.event('chat:42', undefined, 'chat.state', { read: { [alice.id]: 2, [boris.id]: 4 } });
    return { ...page, marks: useMarks(), chat: useChat(), unread: useUnread() };
  }

  const reads = (socket: { requests(action: string): { payload: Record<string, unknown> }[] }) =>
    socket.requests('read').map(({ payload }) => payload.seq);

  it('counts the messages after the person’s own mark', async () => {
    const { socket, unread } = await reading();
    expect(unread.count({ kind: 'chat', id: '42' })).toBe(3);
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: boris.id, text: 'six' });
    expect(unread.total).toBe(4);
  });

  it('counts nothing after a message of one’s own', async () => {
    const { socket, unread } = await reading();
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: alice.id, text: 'six' });
    expect(unread.total).toBe(0);
  });

  it('counts less when the person reads on another device', async () => {
    const { socket, unread } = await reading();
    socket.event('chat:42', undefined, 'chat.read', { user: alice.id, seq: 5 });
    expect(unread.total).toBe(0);
  });

  it('knows how far the other has read', async () => {
    const { marks, socket } = await reading();
    expect(marks.others('42')).toBe(4);
    socket.event('chat:42', undefined, 'chat.read', { user: boris.id, seq: 5 });
    socket.event('chat:42', undefined, 'chat.read', { user: boris.id, seq: 3 });
    expect(marks.others('42')).toBe(5);
  });

  it('tells what was seen, the newest mark only while one is under way', async () => {
    const { chat, socket, unread } = await reading();
    chat.see('42', 3);
    chat.see('42', 4);
    chat.see('42', 5);
    expect(unread.total).toBe(0);
    expect(reads(socket)).toEqual([3]);
    socket.answers({ seq: 3, unread: 2, mentions: 0, head: 5 }, socket.requests('read')[0]);
    await settled();
    expect(reads(socket)).toEqual([3, 5]);
    chat.see('42', 4);
    socket.answers({ seq: 5, unread: 0, mentions: 0, head: 5 }, socket.requests('read')[1]);
    await settled();
    expect(reads(socket)).toEqual([3, 5]);
  });

  it('tells again what the server has not heard before the line was lost', async () => {
    const { chat, sockets, socket } = await reading();
    chat.see('42', 5);
    socket.refuses(500, { code: 'internal', field: '', message: '' }, socket.requests('read')[0]);
    await settled();
    socket.drops();
    vi.advanceTimersByTime(500);
    const next = sockets.newest();
    next.opens();
    answerSubscriptions(next);
    next.answers({ rooms: { 'chat:42': { seq: 5, log, from: 5, state: { read: { [alice.id]: 2, [boris.id]: 4 } } } } }, next.requests('subscribe')[0]);
    await settled();
    next.event('chat:42', undefined, 'chat.state', { read: { [alice.id]: 2, [boris.id]: 4 } });
    expect(reads(next)).toEqual([5]);
  });

  it('keeps the higher of the marks that came and those that come with a subscription', async () => {
    const { marks, socket } = await reading();
    socket.event('chat:42', undefined, 'chat.read', { user: boris.id, seq: 5 });
    socket.event('chat:42', undefined, 'chat.state', { read: { [alice.id]: 2, [boris.id]: 4 } });
    expect(marks.others('42')).toBe(5);
  });

  it('takes whoever has written for one who has read', async () => {
    const { marks, socket } = await reading();
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: boris.id, text: 'six' });
    expect(marks.others('42')).toBe(6);
  });

  it('tells that what was there before a message of one’s own was read', async () => {
    const { chat, socket, unread } = await reading();
    void chat.send('42', 'six');
    socket.answers({ id: 'm6', seq: 6, at: '2026-11-20T16:20:00.000Z' }, socket.requests('send')[0]);
    await settled();
    expect(reads(socket)).toEqual([6]);
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: alice.id, text: 'six' });
    socket.event('chat:42', 7, 'message.created', { id: 'm7', author: boris.id, text: 'seven' });
    expect(unread.total).toBe(1);
  });

  it('counts the first message of a chat as one', async () => {
    const { socket } = await signedIn([], [dialog(0)]);
    socket.event('chat:42', undefined, 'chat.state', { read: { [alice.id]: 0, [boris.id]: 0 } });
    socket.event('chat:42', 1, 'chat.created', { members: [alice.id, boris.id] });
    socket.event('chat:42', 2, 'message.created', { id: 'm2', author: boris.id, text: 'one' });
    expect(useUnread().total).toBe(1);
  });

  it('takes what the server has counted, and counts on from there', async () => {
    const { socket, unread } = await reading();
    socket.event('user:100', undefined, 'chat.counters', { chat: '42', seq: 4, unread: 1, mentions: 1, head: 5 });
    expect([unread.total, unread.mentionCount({ kind: 'chat', id: '42' })]).toEqual([1, 1]);
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: boris.id, text: 'six' });
    expect(unread.total).toBe(2);
  });

  it('takes no count that is older than what it knows', async () => {
    const { socket, unread } = await reading();
    socket.event('user:100', undefined, 'chat.counters', { chat: '42', seq: 5, unread: 0, mentions: 0, head: 5 });
    socket.event('user:100', undefined, 'chat.counters', { chat: '42', seq: 4, unread: 1, mentions: 0, head: 5 });
    expect(unread.total).toBe(0);
  });

  it('takes the count that answers the mark that it has told', async () => {
    const { chat, socket, unread } = await reading();
    chat.see('42', 4);
    expect(unread.total).toBe(3);
    socket.answers({ seq: 4, unread: 1, mentions: 0, head: 5 }, socket.requests('read')[0]);
    await settled();
    expect(unread.total).toBe(1);
  });

  /** The socket that is opened next. */
  function reconnected(sockets: { newest(): FakeSocket }): FakeSocket {
    const before = sockets.newest();
    before.drops();
    while (sockets.newest() === before) vi.advanceTimersByTime(100);
    sockets.newest().opens();
    return sockets.newest();
  }

  it('tells a mark however long the line is gone', async () => {
    const { chat, sockets, socket } = await reading();
    chat.see('42', 5);
    expect(reads(socket)).toEqual([5]);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    socket.drops();
    await vi.advanceTimersByTimeAsync(600_000);
    const next = reconnected(sockets);
    answerSubscriptions(next);
    expect(reads(next)).toEqual([5]);
  });

  it('tells after a reload what the page before had not told', async () => {
    const before = await reading();
    before.chat.see('42', 4);
    before.chat.see('42', 5);
    const { socket, unread } = await reading();
    expect(reads(socket)).toEqual([5]);
    expect(unread.total).toBe(0);
    socket.answers({ seq: 5, unread: 0, mentions: 0, head: 5 }, socket.requests('read')[0]);
    await settled();
    expect(reads((await reading()).socket)).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it('keeps nothing for a reload that the server knows, or that is of another log', async () => {
    const { chat, marks, socket } = await reading();
    chat.see('42', 3);
    chat.see('42', 5);
    socket.answers({ seq: 3, unread: 2, mentions: 0, head: 5 }, socket.requests('read')[0]);
    await settled();
    const { socket: another } = await signedIn(undefined, [dialog(4, { read_seq: 2, unread: 2 })]);
    expect(reads(another)).toEqual([]);
    marks.forget('42');
    expect(localStorage.length).toBe(0);
  });

  it('forgets the marks of a log that is gone, and none for what is no longer kept of the same', async () => {
    const { chat, marks, sockets } = await reading();
    chat.see('42', 5);
    const subscribed = async (outcome: object) => {
      const next = reconnected(sockets);
      next.answers({ rooms: { 'chat:42': outcome } }, next.requests('subscribe')[0]);
      await settled();
    };
    await subscribed({ seq: 9, log, from: 9, reset: true, gap: { from: 6, to: 7 }, state: { read: { [boris.id]: 3 } } });
    expect([marks.ownMark('42'), marks.others('42')]).toEqual([5, 4]);
    await subscribed({ seq: 3, log: 'another', from: 3, reset: true, state: { read: { [alice.id]: 1, [boris.id]: 3 } } });
    expect([marks.ownMark('42'), marks.others('42')]).toEqual([1, 3]);
    expect(useUnread().total).toBe(0);
  });
});
