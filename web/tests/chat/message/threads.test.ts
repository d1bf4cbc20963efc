import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';
import { useChat } from '@/chat/chat';
import { useThreads } from '@/chat/message/threads';
import { usePeople } from '@/chat/people';
import { alice, boris, carol, group, settled, signedIn } from '../../signed_in';

const at = '2026-11-20T16:20:00.000Z';

describe('chat/message/threads', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const root = (replies: object = {}) => ({
    ...{ id: 'm4', seq: 4, author: alice.id, text: 'Who has the key?', at },
    replies: { count: 1, last_seq: 5, last_at: at, last_author: boris.id, ...replies },
  });

  /** The group is open; message 4 has a thread with one answer. */
  async function open(replies: object = { read_seq: 5, unread: 0 }) {
    const page = await signedIn([], [group({ seq: 5, read_seq: 5 })]);
    usePeople().meet([boris, carol]);
    const chat = useChat();
    void chat.open('43');
    page.socket.answers({ messages: [root(replies)], more: false }, page.socket.requests('history')[0]);
    await settled();
    const says = async (seq: number, more: object = {}) => {
      page.socket.event('chat:43', seq, 'message.created', { id: `m${seq}`, author: boris.id, text: `text ${seq}`, thread: 4, ...more });
      await settled();
    };
    return { ...page, chat, threads: useThreads(), says };
  }
  const seqs = (thread: { messages: readonly { seq: number }[] }) => thread.messages.map(({ seq }) => seq);

  it('counts what arrives in a thread that the person follows, and nothing of it in the room', async () => {
    const { threads, chat, says } = await open();
    await says(6);
    expect(threads.of('43/4')).toMatchObject({ count: 2, last_seq: 6, last_author: boris.id, unread: 1 });
    expect(seqs(chat.thread('43'))).toEqual([4]);
    expect(useUnread().count({ kind: 'chat', id: '43' })).toBe(0);
  });

  it('counts what the room shows as well in the room, and only there', async () => {
    const { threads, chat, says } = await open();
    await says(6, { in_room: true });
    expect(threads.of('43/4')).toMatchObject({ count: 2, unread: 0 });
    expect(seqs(chat.thread('43'))).toEqual([4, 6]);
    expect(useUnread().count({ kind: 'chat', id: '43' })).toBe(1);
  });

  it('counts nothing for who does not follow, until they are called', async () => {
    const { threads, says, socket } = await open({});
    await says(6);
    expect(threads.of('43/4')).toMatchObject({ count: 2 });
    expect(threads.follows('43/4')).toBe(false);
    await says(7, { mentions: [alice.id] });
    const request = socket.requests('history').at(-1)!;
    expect(request.payload).toMatchObject({ chat: '43', before: 5, limit: 1 });
    socket.answers({ messages: [root({ count: 3, last_seq: 7, read_seq: 4, unread: 3 })], more: false }, request);
    await settled();
    expect(threads.of('43/4')).toMatchObject({ read_seq: 4, unread: 3 });
  });

  it('follows where the person writes, who has read what was before', async () => {
    const { threads, says } = await open({ read_seq: 4, unread: 1 });
    await says(6, { author: alice.id });
    expect(threads.of('43/4')).toMatchObject({ read_seq: 6, unread: 0 });
  });

  it('tells the server how far the person has read', async () => {
    const { threads, says, socket } = await open();
    await says(6);
    threads.see('43/4', 6);
    threads.see('43/4', 5);
    const [told, ...more] = socket.requests('read');
    expect(told!.payload).toMatchObject({ chat: '43', thread: 4, seq: 6 });
    expect(more).toEqual([]);
    socket.answers({ follows: true, seq: 6, unread: 0, head: 6 }, told);
    await settled();
    expect(threads.of('43/4')).toMatchObject({ read_seq: 6, unread: 0 });
  });

  it('hears of what the person has read, or follows no more, on another device', async () => {
    const { threads, chat, says } = await open();
    await says(6);
    chat.onOwnEvent({ event: 'thread.counters', data: { chat: '43', thread: 4, follows: true, seq: 6, unread: 0, head: 6 } });
    expect(threads.of('43/4')).toMatchObject({ unread: 0 });
    chat.onOwnEvent({ event: 'thread.counters', data: { chat: '43', thread: 4, follows: false, seq: 0, unread: 0, head: 6 } });
    expect(threads.follows('43/4')).toBe(false);
  });

  it('reads anew what a deletion has left', async () => {
    const { threads, socket } = await open();
    socket.event('chat:43', 6, 'message.deleted', { message: 5, by: boris.id, thread: 4 });
    await settled();
    socket.answers({ messages: [root({ count: 0 })], more: false }, socket.requests('history').at(-1));
    await settled();
    expect(threads.of('43/4')).toMatchObject({ count: 0 });
  });

  it('sends to the thread, and to the room as well if that is wished', async () => {
    const { chat, socket } = await open();
    void chat.open('43/4');
    socket.answers({ messages: [], more: false }, socket.requests('history').at(-1));
    await settled();
    void chat.send('43/4', 'I have it', undefined, true);
    const [sent] = socket.requests('send');
    expect(sent!.payload).toMatchObject({ chat: '43', thread: 4, text: 'I have it', shown_in: 'room' });
    socket.answers({ id: 'm6', seq: 6, at }, sent);
    await settled();
    expect(seqs(chat.thread('43/4'))).toEqual([6]);
    expect(chat.thread('43').outgoing).toEqual([]);
  });
});
