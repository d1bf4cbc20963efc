import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useConnection } from '@/account/connection';
import { useChat } from '@/chat/chat';
import { alice, answerSubscriptions, boris, settled, signedIn } from '../signed_in';

const at = '2026-11-20T16:20:00.000Z';
const message = (seq: number, author = boris.id) => ({ id: `m${seq}`, seq, author, text: `text ${seq}`, at });

describe('chat/chat', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** The dialog is open and shows messages 4 and 5; there are older ones. */
  async function open() {
    const page = await signedIn();
    const chat = useChat();
    void chat.open('42');
    page.socket.answers({ messages: [message(5), message(4)], more: true }, page.socket.requests('history')[0]);
    await settled();
    return { ...page, chat, thread: chat.thread('42') };
  }

  const created = (seq: number, op?: string, author = boris.id) => ({ id: `m${seq}`, author, text: `text ${seq}`, ...(op ? { op } : {}) });
  const seqs = (thread: { messages: readonly { seq: number }[] }) => thread.messages.map(({ seq }) => seq);

  it('shows the newest page in order of seq', async () => {
    const { thread } = await open();
    expect(seqs(thread)).toEqual([4, 5]);
    expect(thread).toMatchObject({ phase: 'ready', more: true });
  });

  it('loads the messages before its first seq, and puts them in front', async () => {
    const { chat, socket, thread } = await open();
    void chat.loadOlder('42');
    void chat.loadOlder('42');
    expect(socket.requests('history').slice(1).map(({ payload }) => payload.before)).toEqual([4]);
    socket.answers({ messages: [message(3), message(2)], more: false });
    await settled();
    expect(seqs(thread)).toEqual([2, 3, 4, 5]);
    void chat.loadOlder('42');
    expect(socket.requests('history')).toHaveLength(2);
  });

  it('merges a live message with the page that has it, too', async () => {
    const { socket } = await signedIn();
    const chat = useChat();
    void chat.open('42');
    socket.event('chat:42', 6, 'message.created', created(6));
    socket.answers({ messages: [message(6), message(5)], more: false }, socket.requests('history')[0]);
    await settled();
    expect(seqs(chat.thread('42'))).toEqual([5, 6]);
  });

  it('shows a message at once as sending, and as stored with the reply', async () => {
    const { chat, socket, thread } = await open();
    void chat.send('42', 'hello');
    expect(thread.outgoing).toMatchObject([{ text: 'hello', status: 'sending' }]);
    socket.answers({ id: 'm6', seq: 6, at });
    await settled();
    expect(thread.outgoing).toEqual([]);
    expect(thread.messages.at(-1)).toMatchObject({ id: 'm6', seq: 6, author: alice.id, text: 'hello' });
  });

  it('shows a message once whether the reply or the event comes first', async () => {
    const { chat, socket, thread } = await open();
    void chat.send('42', 'hello');
    const { op } = socket.last().payload as unknown as { op: string };
    socket.event('chat:42', 6, 'message.created', created(6, op, alice.id));
    expect(thread.outgoing).toEqual([]);
    socket.answers({ id: 'm6', seq: 6, at }, socket.requests('send')[0]);
    await settled();
    expect(seqs(thread)).toEqual([4, 5, 6]);
  });

  it('marks a refused message as failed, and tries again with the same op', async () => {
    const { chat, socket, thread } = await open();
    void chat.send('42', 'hello');
    const first = socket.last().payload;
    socket.refuses(403, { code: 'forbidden', field: '', message: 'not to me' });
    await settled();
    expect(thread.outgoing).toMatchObject([{ status: 'failed', problem: { code: 'forbidden' } }]);
    void chat.retry('42', thread.outgoing[0]!.op);
    expect(thread.outgoing).toMatchObject([{ status: 'sending' }]);
    expect(socket.last().payload).toMatchObject({ action: 'send', op: first.op, text: 'hello' });
    socket.answers({ id: 'm6', seq: 6, at });
    await settled();
    expect(thread.outgoing).toEqual([]);
  });

  it('keeps messages written while the connection is lost, in order, and sends each with its op', async () => {
    const { chat, sockets, thread } = await open();
    sockets.newest().drops();
    void chat.send('42', 'one');
    void chat.send('42', 'two');
    expect(thread.outgoing.map(({ text, status }) => [text, status])).toEqual([['one', 'sending'], ['two', 'sending']]);
    const ops = thread.outgoing.map(({ op }) => op);
    vi.advanceTimersByTime(500);
    sockets.newest().opens();
    answerSubscriptions(sockets.newest());
    sockets.newest().answers({ id: 'm6', seq: 6, at }, sockets.newest().requests('send')[0]);
    await settled();
    sockets.newest().answers({ id: 'm7', seq: 7, at }, sockets.newest().requests('send')[1]);
    await settled();
    expect(sockets.newest().requests('send').map(({ payload }) => payload.op)).toEqual(ops);
    expect(thread.messages.slice(-2).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('keeps a message as sending however long the line is gone', async () => {
    const { chat, sockets, thread } = await open();
    const connection = useConnection();
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    sockets.newest().drops();
    void chat.send('42', 'one');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(thread.outgoing).toMatchObject([{ status: 'sending' }]);
    connection.retryNow();
    const socket = sockets.newest();
    socket.opens();
    answerSubscriptions(socket);
    socket.answers({ id: 'm6', seq: 6, at }, socket.requests('send')[0]);
    await settled();
    expect(thread.messages.at(-1)).toMatchObject({ text: 'one' });
  });

  it('ignores an older page that belongs to what was thrown away', async () => {
    const { chat, socket, thread } = await open();
    void chat.loadOlder('42');
    const late = socket.last();
    for (let seq = 6; seq <= 155; seq += 1) socket.event('chat:42', seq, 'message.created', created(seq));
    chat.lookAway('42');
    socket.answers({ messages: [message(3), message(2)], more: false }, late);
    await settled();
    expect(seqs(thread)).toEqual(Array.from({ length: thread.messages.length }, (_, n) => 156 - thread.messages.length + n));
    expect(thread.more).toBe(true);
  });

  it('keeps the newest messages of a thread that nobody looks at, and of one that is read at its end', async () => {
    const { chat, socket, thread } = await open();
    chat.look('42');
    for (let seq = 6; seq <= 400; seq += 1) socket.event('chat:42', seq, 'message.created', created(seq));
    expect(thread.messages).toHaveLength(397);
    chat.atEnd('42');
    expect(seqs(thread).slice(0, 1)).toEqual([201]);
    chat.lookAway('42');
    expect(seqs(thread).slice(0, 1)).toEqual([351]);
    void chat.loadOlder('42');
    expect(socket.last().payload).toMatchObject({ action: 'history', before: 351 });
  });

  it('leaves no hole below a message that was stored before the page was loaded', async () => {
    const { socket } = await signedIn();
    const chat = useChat();
    void chat.open('42');
    socket.refuses(500, { code: 'internal', field: '', message: '' }, socket.requests('history')[0]);
    await settled();
    socket.event('chat:42', 6, 'message.created', created(6));
    void chat.open('42');
    socket.answers({ messages: [message(90), message(89)], more: true });
    await settled();
    expect(seqs(chat.thread('42'))).toEqual([89, 90]);
  });

  it('shows the last message that there is after the log was replaced', async () => {
    const { chat, sockets } = await open();
    sockets.newest().drops();
    vi.advanceTimersByTime(500);
    const socket = sockets.newest();
    socket.opens();
    const rooms = { 'chat:42': { seq: 2, log: 'b', from: 2, reset: true } };
    socket.answers({ rooms }, socket.requests('subscribe')[0]);
    await settled();
    expect(socket.requests('list')).toHaveLength(1);
    const { message: _, ...dialog } = { ...chat.chats.get('42')!, message: null };
    socket.answers({ chats: [{ ...dialog, last_message: message(2) }] }, socket.requests('list')[0]);
    await settled();
    expect(chat.chats.get('42')?.last_message?.seq).toBe(2);
  });

  it('loads the chat again when its log cannot continue', async () => {
    const { sockets, thread } = await open();
    sockets.newest().drops();
    vi.advanceTimersByTime(500);
    sockets.newest().opens();
    const rooms = { 'user:100': { seq: 0, log: 'b', from: 0 }, 'mailbox:7': { seq: 0, log: 'b', from: 0 } };
    sockets.newest().answers({ rooms: { ...rooms, 'chat:42': { seq: 2, log: 'b', from: 2, reset: true } } }, sockets.newest().requests('subscribe')[0]);
    await settled();
    sockets.newest().answers({ messages: [message(2), message(1)], more: false }, sockets.newest().requests('history')[0]);
    await settled();
    expect(seqs(thread)).toEqual([1, 2]);
  });
});
