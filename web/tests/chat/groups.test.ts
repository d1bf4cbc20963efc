import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';
import { useChat } from '@/chat/chat';
import { usePeople } from '@/chat/people';
import { boris, carol, group, settled, signedIn } from '../signed_in';

describe('chat/chat, in groups', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function inGroup(more: object = {}) {
    const page = await signedIn([], [group({ seq: 5, read_seq: 5, ...more })]);
    usePeople().meet([boris, carol]);
    const chat = useChat();
    return { ...page, chat, room: () => chat.chats.get('43'), unread: useUnread() };
  }
  const said = (seq: number, more: object = {}) => ({ id: `m${seq}`, author: boris.id, text: `text ${seq}`, ...more });
  const here = { kind: 'chat', id: '43' } as const;

  it('follows a chat from where the server has counted', async () => {
    const { socket, room } = await inGroup({ unread: 2, mentions: 1, read_seq: 2 });
    expect(socket.requests('subscribe').at(-1)?.payload.rooms).toEqual({ 'chat:43': 5 });
    expect([useUnread().count(here), useUnread().mentionCount(here)]).toEqual([2, 1]);
    expect(room()).toMatchObject({ title: 'Spring fair', role: 'owner' });
  });

  it('counts what calls the person', async () => {
    const { socket, unread } = await inGroup();
    socket.event('chat:43', 6, 'message.created', said(6, { mentions: ['100'] }));
    socket.event('chat:43', 7, 'message.created', said(7, { thread: 6 }));
    socket.event('chat:43', 8, 'member.removed', { id: 'm8', by: carol.id, user: carol.id, line: { line: 'left', people: [carol] } });
    expect([unread.count(here), unread.mentionCount(here)]).toEqual([1, 1]);
  });

  it('counts a deleted message no more, and shows the one before it', async () => {
    const { socket, unread, room } = await inGroup();
    socket.event('chat:43', 6, 'message.created', said(6));
    socket.event('chat:43', 7, 'message.created', said(7));
    expect(unread.count(here)).toBe(2);
    socket.event('chat:43', 8, 'message.deleted', { message: 7, by: boris.id });
    expect(unread.count(here)).toBe(1);
    expect(socket.last().payload).toMatchObject({ action: 'list', before: '44', limit: 1 });
    const last_message = { ...said(6), seq: 6, at: '2026-11-20T16:20:00.123Z' };
    socket.answers({ chats: [group({ seq: 8, read_seq: 5, unread: 1, last_message })], cursor: '43', more: true });
    await settled();
    expect(room()?.last_message?.seq).toBe(6);
    expect(unread.count(here)).toBe(1);
  });

  it('passes over what was deleted before the log was read anew', async () => {
    const { chat, socket, unread, room } = await inGroup();
    socket.event('chat:43', 6, 'message.created', { deleted: true });
    expect([unread.count(here), room()?.last_message, chat.chats.get('43')?.seq]).toEqual([0, null, 6]);
  });

  it('shows a new title at once, and asks what the person may do now', async () => {
    const { socket, room } = await inGroup();
    const line = { line: 'renamed', title: 'Autumn fair' };
    socket.event('chat:43', 6, 'chat.changed', { title: 'Autumn fair', about: '', id: 'm6', by: boris.id, line });
    expect(room()).toMatchObject({ title: 'Autumn fair', last_message: { line } });
    socket.event('chat:43', 7, 'role.changed', { user: '100', role: 'admin', by: boris.id });
    expect(socket.requests('list')).toHaveLength(2);
    socket.answers({ chats: [group({ seq: 6, role: 'owner' })] });
    await settled();
    expect(socket.requests('list')).toHaveLength(3);
    socket.answers({ chats: [group({ seq: 7, role: 'admin', may: ['write', 'leave'] })] });
    await settled();
    expect(room()).toMatchObject({ role: 'admin', may: ['write', 'leave'] });
  });

  it('keeps nothing of a room that the person is removed from, until they are added anew', async () => {
    const { chat, socket, unread } = await inGroup();
    socket.event('chat:43', 6, 'message.created', said(6));
    socket.event('user:100', 1, 'chat.removed', { chat: '43' });
    await settled();
    expect([chat.chats.has('43'), chat.left.has('43'), unread.total]).toEqual([false, true, 0]);
    expect(socket.requests('unsubscribe').at(-1)?.payload.rooms).toEqual(['chat:43']);
    socket.event('user:100', 2, 'chat.added', { chat: group({ seq: 9, read_seq: 9 }) });
    expect([chat.chats.has('43'), chat.left.has('43')]).toEqual([true, false]);
  });

  it('loses the room with the event that says so, too', async () => {
    const { chat, socket } = await inGroup();
    const line = { line: 'removed', people: [] };
    socket.event('chat:43', 6, 'member.removed', { id: 'm6', by: boris.id, user: '100', line });
    expect(chat.left.has('43')).toBe(true);
  });

  it('takes what a chat is for the person alone from any of their pages', async () => {
    const { rooms, socket, unread } = await inGroup({ unread: 3, read_seq: 2 });
    expect(unread.total).toBe(3);
    socket.event('user:100', 1, 'chat.settings', { chat: '43', settings: { muted_until: '9999-01-01T00:00:00.000Z', pinned: 2, archived: false } });
    expect(rooms.list[0]).toMatchObject({ muted: true, pinned: 2, unread: 3 });
    expect(unread.total).toBe(0);
  });

  it('counts the reactions anew that the page may have had before their event', async () => {
    const { chat, socket } = await inGroup();
    void chat.open('43');
    const message = { ...said(5), seq: 5, at: '', reactions: [{ emoji: '👍', count: 1 }] };
    socket.answers({ messages: [message], more: false }, socket.requests('history')[0]);
    await settled();
    socket.event('chat:43', 6, 'reaction.changed', { message: 5, user: carol.id, emoji: '👍', change: 'added' });
    const [request] = socket.requests('reactions');
    expect(request?.payload).toMatchObject({ chat: '43', seq: 5 });
    socket.answers({ reactions: [{ person: carol, emoji: '👍', at: '' }] }, request);
    await settled();
    expect(chat.thread('43').messages[0]?.reactions).toEqual([{ emoji: '👍', count: 1 }]);
  });

  it('loads older pages until a message is there', async () => {
    const { chat, socket } = await inGroup({ seq: 500, read_seq: 500 });
    void chat.open('43');
    const page = (from: number) => ({ messages: [said(from), said(from - 1)].map((each, n) => ({ ...each, seq: from - n, at: '' })), more: true });
    socket.answers(page(500), socket.requests('history')[0]);
    await settled();
    const reached = chat.reach('43', 497);
    socket.answers(page(498), socket.requests('history')[1]);
    expect(await reached).toBe(true);
  });
});
