import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';
import { useChat } from '@/chat/chat';
import { mergeMs } from '@/mail/mail';
import { account, answerSubscriptions, boris, dialog, opened, settled, signedIn } from '../signed_in';

const created = (n: number, author = boris.id) => ({ id: `m${n}`, author, text: `text ${n}` });
const mail = (id: string, received_at: string) => ({
  id,
  folder: 'INBOX',
  from: [{ name: 'Carol', address: 'carol@example.org' }],
  subject: 'Minutes',
  snippet: '',
  received_at,
  seen: false,
  attachments: 0,
  size: 2_400,
});

describe('shell/rooms', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('subscribes to the person’s room before it loads the lists', async () => {
    const { socket } = await signedIn();
    expect(socket.sent[0]?.payload.action).toBe('subscribe');
    expect(Object.keys(socket.sent[0]?.payload.rooms as object)).toEqual(['user:100']);
    expect(socket.sent.slice(1, 3).map(({ payload }) => payload.action)).toEqual(['list', 'accounts']);
  });

  it('subscribes to every chat after its last message', async () => {
    const { socket } = await signedIn();
    expect(socket.requests('subscribe')[1]?.payload.rooms).toMatchObject({ 'chat:42': 5 });
  });

  it('reads its lists page by page', async () => {
    const { rooms, socket } = await signedIn();
    const loading = rooms.load();
    await settled();
    socket.answers({ chats: [dialog(5)], cursor: '42', more: true }, socket.requests('list')[1]);
    socket.answers({ accounts: [account], cursor: '7', more: true }, socket.requests('accounts')[1]);
    await settled();
    expect(socket.requests('list')[2]?.payload).toMatchObject({ before: '42' });
    expect(socket.requests('accounts')[2]?.payload).toMatchObject({ after: '7' });
    socket.answers({ chats: [{ ...dialog(0), id: '41' }], cursor: '41', more: false }, socket.requests('list')[2]);
    socket.answers({ accounts: [{ ...account, id: '8' }], cursor: '8', more: false }, socket.requests('accounts')[2]);
    await loading;
    expect(rooms.list.map(({ id }) => id).sort()).toEqual(['41', '42', '7', '8']);
  });

  it('lists chats and mailboxes together, the last active first', async () => {
    const { rooms, socket } = await signedIn();
    socket.answers({ messages: [mail('1', '2026-11-20T16:00:00.000Z')], cursor: '', more: false }, socket.requests('messages')[0]);
    await settled();
    expect(rooms.list.map(({ kind }) => kind)).toEqual(['chat', 'mailbox']);
    socket.event('mailbox:7', 1, 'mail.received', mail('2', '2026-11-20T17:00:00.000Z'));
    vi.advanceTimersByTime(mergeMs);
    expect(rooms.list.map(({ kind, preview }) => [kind, preview])).toEqual([
      ['mailbox', 'Carol: Minutes'],
      ['chat', 'See you at six'],
    ]);
  });

  it('counts the messages of others, except in the room on the screen', async () => {
    const { rooms, socket } = await signedIn();
    socket.event('chat:42', 6, 'message.created', created(6));
    const unread = useUnread();
    expect(unread.total).toBe(1);
    unread.enter({ kind: 'chat', id: '42' });
    expect(unread.total).toBe(0);
    socket.event('chat:42', 7, 'message.created', created(7));
    expect(unread.total).toBe(0);
    expect(rooms.list[0]?.preview).toBe('text 7');
    unread.enter(null);
    socket.event('chat:42', 8, 'message.created', created(8, '100'));
    expect(unread.total).toBe(0);
  });

  it('shows the list that came when the other one fails, and asks again', async () => {
    const { rooms, socket } = await opened();
    socket.answers({ chats: [dialog(5)] }, socket.requests('list')[0]);
    socket.refuses(500, { code: 'internal', field: '', message: '' }, socket.requests('accounts')[0]);
    await settled();
    answerSubscriptions(socket);
    expect(rooms).toMatchObject({ phase: 'ready', complete: false });
    expect(rooms.list.map(({ kind }) => kind)).toEqual(['chat']);
    vi.advanceTimersByTime(4_000);
    socket.answers({ chats: [dialog(5)] }, socket.requests('list')[1]);
    socket.answers({ accounts: [account] }, socket.requests('accounts')[1]);
    await settled();
    expect(rooms).toMatchObject({ phase: 'ready', complete: true });
    expect(rooms.list.map(({ kind }) => kind)).toEqual(['chat', 'mailbox']);
  });

  it('repeats a second reading that fails, so that what was added meanwhile is not missed', async () => {
    const { rooms, socket } = await signedIn();
    void rooms.load();
    for (const action of ['list', 'accounts']) {
      socket.refuses(500, { code: 'internal', field: '', message: '' }, socket.requests(action).at(-1));
    }
    await settled();
    expect(rooms.phase).toBe('ready');
    vi.advanceTimersByTime(4_000);
    expect(socket.requests('list')).toHaveLength(3);
  });

  it('counts nothing for a room that is gone', async () => {
    const { rooms, sockets, socket } = await signedIn();
    socket.event('chat:42', 6, 'message.created', created(6));
    expect(useUnread().total).toBe(1);
    socket.drops();
    vi.advanceTimersByTime(500);
    const next = sockets.newest();
    next.opens();
    const gone = { error: { code: 'not_found', field: 'rooms', message: 'no such room' } };
    next.answers({ rooms: { 'chat:42': gone } }, next.requests('subscribe')[0]);
    expect(rooms.list.map(({ kind }) => kind)).toEqual(['mailbox']);
    expect(useUnread().total).toBe(0);
  });

  it('keeps a chat in the list that is one too many to be followed', async () => {
    const { rooms, sockets, socket } = await signedIn();
    socket.drops();
    vi.advanceTimersByTime(500);
    const next = sockets.newest();
    next.opens();
    next.answers({ rooms: { 'chat:42': { error: { code: 'too_many', field: 'rooms', message: 'at most 5000' } } } }, next.requests('subscribe')[0]);
    expect(rooms.list.map(({ kind }) => kind)).toEqual(['chat', 'mailbox']);
  });

  it('adds a chat and a mailbox that are added elsewhere', async () => {
    const { rooms, socket } = await signedIn([], []);
    socket.event('user:100', 1, 'chat.added', { chat: dialog(0) });
    socket.event('user:100', 2, 'mailbox.added', { account });
    await settled();
    expect(rooms.list.map(({ kind, title }) => [kind, title])).toEqual([
      ['chat', 'Boris'],
      ['mailbox', 'alice@example.org'],
    ]);
    expect(Object.keys(socket.requests('subscribe').at(-1)?.payload.rooms as object)).toEqual(['chat:42', 'mailbox:7']);
  });

  it('opens a known dialog without a request', async () => {
    const { socket } = await signedIn();
    expect(await useChat().openDialog(boris.id)).toEqual({ kind: 'chat', id: '42' });
    expect(socket.requests('dialog')).toEqual([]);
  });

  it('forgets everything when it is stopped', async () => {
    const { rooms, socket } = await signedIn();
    rooms.stop();
    expect(rooms.list).toEqual([]);
    expect(socket.closedHere).toBe(true);
  });

  it('ends the session when the server does', async () => {
    const { session, socket } = await signedIn();
    socket.drops(4501, '{"code":"session_ended"}');
    expect(session).toMatchObject({ status: 'unknown', ended: true, user: null });
  });
});
