import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';
import { useChat } from '@/chat/chat';
import { useMarks } from '@/chat/marks';
import { alice, answerSubscriptions, boris, log, settled, signedIn } from '../signed_in';

describe('chat/marks', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Alice has read up to 2 of the 5 messages of her dialog, Boris up to 4. */
  async function reading() {
    const page = await signedIn();
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
    socket.answers({ seq: 3 }, socket.requests('read')[0]);
    await settled();
    expect(reads(socket)).toEqual([3, 5]);
    chat.see('42', 4);
    socket.answers({ seq: 5 }, socket.requests('read')[1]);
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
});
