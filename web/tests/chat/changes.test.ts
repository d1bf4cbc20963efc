import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useChanges } from '@/chat/changes';
import { useChat } from '@/chat/chat';
import { changed } from '@/chat/thread';
import { toast } from '@/ui/toasts';
import { alice, answerSubscriptions, settled, signedIn } from '../signed_in';

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
