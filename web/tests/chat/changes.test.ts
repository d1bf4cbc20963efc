import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useChanges } from '@/chat/changes';
import { useChat } from '@/chat/chat';
import { changed } from '@/chat/thread';
import { toast } from '@/ui/toasts';
import { alice, answerSubscriptions, carol, dialog, group, settled, signedIn } from '../signed_in';

describe('chat/changes', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const at = '2026-11-20T16:20:00.000Z';

  /** Alice has written message 5. */
  async function written() {
    const page = await signedIn();
    const chat = useChat();
    void chat.open('42');
    page.socket.answers({ messages: [{ id: 'm5', seq: 5, author: alice.id, text: 'six', at }], more: false }, page.socket.requests('history')[0]);
    await settled();
    const thread = chat.thread('42');
    const shown = () => changed(thread.messages[0]!, thread.changes.get(5), alice.id);
    return { ...page, changes: useChanges(), shown };
  }

  it('shows an edit at once, and keeps it when the server has said yes', async () => {
    const { changes, shown, socket } = await written();
    void changes.edit('42', 5, 'seven');
    expect(shown().text).toBe('seven');
    expect(socket.last().payload).toMatchObject({ action: 'edit', chat: '42', seq: 5, text: 'seven', op: expect.any(String) });
    socket.answers({ seq: 6, message: 5, at });
    await settled();
    expect(shown()).toMatchObject({ text: 'seven', edited_at: at });
    expect(useChat().thread('42').changes.size).toBe(0);
  });

  it('takes back what is refused, and says so', async () => {
    const { changes, shown, socket } = await written();
    void changes.remove('42', 5);
    expect(shown()).toMatchObject({ text: '', deleted_by: alice.id });
    socket.refuses(403, { code: 'forbidden', field: '', message: 'only the owner may do this here' });
    await settled();
    expect(shown().text).toBe('six');
    expect(toast.value).toContain('only the owner may do this here');
  });

  it('brings a message of a thread into another room, and says where it is', async () => {
    const { changes, socket } = await written();
    void changes.forward('42/3', 5, dialog(0, { id: '50', peer: carol }));
    expect(socket.last().payload).toMatchObject({ action: 'forward', chat: '50', from: '42', seqs: [5], op: expect.any(String) });
    socket.answers({ seq: 2, id: 'm2', at });
    await settled();
    expect(toast.value).toBe('Forwarded to Carol');
  });

  it('saves a message in the chat of one’s own, which is made when it is needed', async () => {
    const { changes, socket, rooms } = await written();
    void changes.save('42', 5);
    expect(socket.last().payload).toMatchObject({ action: 'saved', op: expect.any(String) });
    socket.answers({ chat: group({ id: '51', kind: 'saved', title: '', members: 1 }) });
    await settled();
    answerSubscriptions(socket);
    expect(rooms.list[0]).toMatchObject({ id: '51', title: 'Saved', hidden: true });
    expect(socket.requests('forward').at(-1)!.payload).toMatchObject({ chat: '51', from: '42', seqs: [5] });
    socket.answers({ seq: 2, id: 'm2', at }, socket.requests('forward').at(-1));
    await settled();
    socket.event('chat:51', 2, 'message.created', { id: 'm2', author: alice.id, text: 'six', forwarded: { author: alice, at } });
    await settled();
    expect(rooms.list[0]).toMatchObject({ id: '51', hidden: false, preview: 'six' });
  });

  it('toggles a reaction, also faster than the server answers', async () => {
    const { changes, shown, socket } = await written();
    void changes.toggle('42', 5, '👍');
    expect(shown().reactions).toEqual([{ emoji: '👍', count: 1, mine: true }]);
    void changes.toggle('42', 5, '👍');
    expect(shown().reactions ?? []).toEqual([]);
    socket.answers({ seq: 6, message: 5, at }, socket.requests('react')[0]);
    await settled();
    socket.answers({ seq: 7, message: 5, at }, socket.requests('react')[1]);
    await settled();
    expect(socket.requests('react').map(({ payload }) => payload.do)).toEqual(['add', 'remove']);
    expect(shown().reactions).toEqual([]);
  });

  it('repeats with its op what the server has not answered', async () => {
    const { changes, sockets, shown, socket } = await written();
    void changes.edit('42', 5, 'seven');
    const { op } = socket.last().payload;
    socket.drops();
    vi.advanceTimersByTime(500);
    const next = sockets.newest();
    next.opens();
    answerSubscriptions(next);
    expect(next.requests('edit').map(({ payload }) => payload.op)).toEqual([op]);
    expect(shown().text).toBe('seven');
  });
});
