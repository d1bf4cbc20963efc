import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useChat } from '@/chat/chat';
import { kept, type KeptDraft, type KeptMessage } from '@/chat/kept';
import { alonePageMs, useOutbox } from '@/chat/outbox';
import { alice, boris, settled, signedIn } from '../signed_in';
import { newBroadcastChannel } from './broadcast_channel';

describe('chat/outbox', () => {
  const messages = new Map<string, KeptMessage>();
  const drafts = new Map<string, KeptDraft>();
  const at = '2026-11-20T16:20:00.000Z';

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.parse('2026-11-21T12:00:00.000Z') });
    messages.clear();
    drafts.clear();
    vi.stubGlobal('BroadcastChannel', newBroadcastChannel());
    vi.spyOn(kept, 'messages').mockImplementation((user) => Promise.resolve([...messages.values()].filter((one) => one.user === user)));
    vi.spyOn(kept, 'keep').mockImplementation((one) => Promise.resolve(!!messages.set(one.op, one)));
    vi.spyOn(kept, 'message').mockImplementation((op) => Promise.resolve(messages.get(op)));
    vi.spyOn(kept, 'write').mockImplementation((one) => Promise.resolve((messages.set(one.op, one), drafts.delete(one.chat), true)));
    vi.spyOn(kept, 'forget').mockImplementation((op) => Promise.resolve((messages.delete(op), true)));
    vi.spyOn(kept, 'drafts').mockImplementation((user) => Promise.resolve([...drafts.values()].filter((one) => one.user === user)));
    vi.spyOn(kept, 'keepDraft').mockImplementation((one) => Promise.resolve(!!drafts.set(one.chat, one)));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const sent = (socket: { requests(action: string): { payload: Record<string, unknown> }[] }) =>
    socket.requests('send').map(({ payload }) => [payload.op, payload.text]);
  const written = (op: string, text: string, more: Partial<KeptMessage> = {}): KeptMessage => ({
    op,
    user: alice.id,
    chat: '42',
    text,
    at,
    order: 1,
    refused: null,
    ...more,
  });

  it('keeps a message from the moment of writing until it is stored', async () => {
    const { socket } = await signedIn();
    void useChat().send('42', 'hello');
    expect([...messages.values()]).toMatchObject([{ user: alice.id, chat: '42', text: 'hello' }]);
    socket.answers({ id: 'm6', seq: 6, at });
    await settled();
    expect(messages.size).toBe(0);
  });

  it('sends after a reload what was not stored, with its op and in its order', async () => {
    messages.set('a', written('a', 'one')).set('b', written('b', 'two'));
    const { socket } = await signedIn();
    expect(useChat().thread('42').outgoing.map(({ text, status }) => [text, status])).toEqual([['one', 'sending'], ['two', 'sending']]);
    socket.answers({ id: 'm6', seq: 6, at }, socket.requests('send')[0]);
    await settled();
    expect(sent(socket)).toEqual([['a', 'one'], ['b', 'two']]);
    expect([...messages.keys()]).toEqual(['b']);
  });

  it('forgets a message that its event shows to be stored', async () => {
    const { socket } = await signedIn();
    void useChat().send('42', 'hello');
    const { op } = socket.last().payload as unknown as { op: string };
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: alice.id, text: 'hello', op });
    expect(messages.size).toBe(0);
  });

  it('keeps a refused message, and lets it wait for a hand', async () => {
    const { socket } = await signedIn();
    void useChat().send('42', 'hello');
    socket.refuses(403, { code: 'forbidden', field: '', message: 'not to me' });
    await settled();
    const again = await signedIn();
    expect(sent(again.socket)).toEqual([]);
    const [failed] = useChat().thread('42').outgoing;
    expect(failed).toMatchObject({ status: 'failed', problem: { code: 'forbidden', message: 'not to me' } });
    useChat().discard('42', failed!.op);
    expect(messages.size).toBe(0);
  });

  it('lets a message wait for a hand that is older than the server’s memory of ops', async () => {
    messages.set('a', written('a', 'one', { at: '2026-11-14T12:00:00.000Z' }));
    const { socket } = await signedIn();
    expect(sent(socket)).toEqual([]);
    expect(useChat().thread('42').outgoing).toMatchObject([{ status: 'failed' }]);
  });

  it('keeps a message whose session ends, for the next one', async () => {
    const { rooms, socket } = await signedIn();
    void useChat().send('42', 'hello');
    socket.drops(4501, '{"code":"session_ended"}');
    rooms.stop();
    await settled();
    expect([...messages.values()]).toMatchObject([{ text: 'hello', refused: null }]);
  });

  it('gives nobody what somebody else has written', async () => {
    messages.set('a', written('a', 'one', { user: boris.id }));
    drafts.set('42', { user: boris.id, chat: '42', text: 'half a thou' });
    const { socket } = await signedIn();
    expect(sent(socket)).toEqual([]);
    expect(useOutbox().drafts.size).toBe(0);
  });

  it('keeps a draft with each key, and forgets it when it is sent', async () => {
    await signedIn();
    const outbox = useOutbox();
    outbox.draft('42', 'half');
    outbox.draft('42', 'half a thou');
    expect(drafts.get('42')?.text).toBe('half a thou');
    outbox.draft('42', '');
    expect(drafts.get('42')?.text).toBe('');
  });

  it('brings drafts back after a reload, unless something else was typed', async () => {
    drafts.set('42', { user: alice.id, chat: '42', text: 'half a thou' });
    const { rooms } = await signedIn();
    expect(useOutbox().drafts.get('42')).toBe('half a thou');
    expect(rooms.list[0]?.draft).toBe('half a thou');
  });

  /** A page of Alice, of which the browser has several. */
  async function page() {
    const { socket, rooms } = await signedIn([]);
    return { socket, rooms, chat: useChat(), outbox: useOutbox() };
  }

  const passes = async (ms: number) => {
    await settled();
    vi.advanceTimersByTime(ms);
    await settled();
  };

  it('has one draft for all pages of a person', async () => {
    const [first, second] = [await page(), await page()];
    first.outbox.draft('42', 'half a thou');
    await settled();
    expect(second.outbox.drafts.get('42')).toBe('half a thou');
    second.outbox.draft('42', 'half a thought');
    await settled();
    expect(first.outbox.drafts.get('42')).toBe('half a thought');
    expect(drafts.get('42')?.text).toBe('half a thought');
  });

  it('leaves no draft in any page of what one has sent', async () => {
    const [first, second] = [await page(), await page()];
    first.outbox.draft('42', 'hello');
    void first.chat.send('42', 'hello');
    await settled();
    expect(second.outbox.drafts.get('42')).toBe('');
    expect(drafts.size).toBe(0);
  });

  it('does not bring back a draft that another page has sent meanwhile', async () => {
    drafts.set('42', { user: alice.id, chat: '42', text: 'hello' });
    const first = await page();
    let read: ((drafts: KeptDraft[]) => void) | undefined;
    vi.spyOn(kept, 'drafts').mockReturnValueOnce(new Promise((resolve) => (read = resolve)));
    const second = await page();
    const before = [...drafts.values()];
    void first.chat.send('42', 'hello');
    await settled();
    read!(before);
    await settled();
    expect(second.outbox.drafts.get('42')).toBe('');
  });

  it('leaves a message to the page where it was written', async () => {
    const [first, second] = [await page(), await page()];
    void first.chat.send('42', 'hello');
    await settled();
    first.socket.answers({ id: 'm6', seq: 6, at }, first.socket.requests('send')[0]);
    await passes(alonePageMs);
    expect(sent(second.socket)).toEqual([]);
    expect(second.chat.thread('42').outgoing).toEqual([]);
  });

  it('sends, with its op, what a page had not sent that was closed', async () => {
    const [first, second] = [await page(), await page()];
    first.socket.drops();
    void first.chat.send('42', 'hello');
    const [{ op }] = [...messages.values()] as [KeptMessage];
    await settled();
    first.rooms.stop();
    await passes(alonePageMs);
    expect(sent(second.socket)).toEqual([[op, 'hello']]);
    expect(second.chat.thread('42').outgoing).toMatchObject([{ op, status: 'sending' }]);
    second.socket.answers({ id: 'm6', seq: 6, at }, second.socket.requests('send')[0]);
    await settled();
    expect(messages.size).toBe(0);
  });

  it('sends what a page had not sent that was closed before it knew that the message is kept', async () => {
    const [first, second] = [await page(), await page()];
    first.socket.drops();
    vi.mocked(kept.write).mockImplementationOnce((one) => (messages.set(one.op, one), new Promise(() => undefined)));
    void first.chat.send('42', 'hello');
    const [{ op }] = [...messages.values()] as [KeptMessage];
    await settled();
    first.rooms.stop();
    await passes(alonePageMs);
    expect(sent(second.socket)).toEqual([[op, 'hello']]);
  });

  it('keeps what is typed though an older draft of another page is kept only now', async () => {
    const [first, second] = [await page(), await page()];
    let isKept: ((kept: boolean) => void) | undefined;
    vi.mocked(kept.keepDraft).mockReturnValueOnce(new Promise((resolve) => (isKept = resolve)));
    first.outbox.draft('42', 'half a thou');
    await passes(1);
    second.outbox.draft('42', 'a whole one');
    await settled();
    isKept!(true);
    await settled();
    expect([first, second].map(({ outbox }) => outbox.drafts.get('42'))).toEqual(['a whole one', 'a whole one']);
  });

  it('shows in every page what was refused, and in none what was discarded', async () => {
    const [first, second] = [await page(), await page()];
    void first.chat.send('42', 'hello');
    first.socket.refuses(403, { code: 'forbidden', field: '', message: 'not to me' }, first.socket.requests('send')[0]);
    await passes(alonePageMs);
    expect(sent(second.socket)).toEqual([]);
    const [failed] = second.chat.thread('42').outgoing;
    expect(failed).toMatchObject({ status: 'failed', problem: { code: 'forbidden' } });
    second.chat.discard('42', failed!.op);
    await passes(alonePageMs);
    expect(first.chat.thread('42').outgoing).toEqual([]);
  });

  it('keeps what a message answers, and sends it with the message', async () => {
    const replyTo = { seq: 3, author: boris.id, text: 'When?' };
    messages.set('op-1', written('op-1', 'At six', { replyTo }));
    const { chat, socket } = await page();
    await settled();
    expect(socket.requests('send').map(({ payload }) => payload.reply_to)).toEqual([3]);
    void chat.send('42', 'Or at seven', replyTo);
    expect([...messages.values()].at(-1)).toMatchObject({ text: 'Or at seven', replyTo });
    socket.answers({ id: 'm6', seq: 6, at }, socket.requests('send')[0]);
    await settled();
    expect(chat.thread('42').outgoing).toMatchObject([{ text: 'Or at seven', replyTo }]);
  });

  it('knows what the browser could not keep, until it is sent or written again', async () => {
    const { socket, chat, outbox } = await page();
    vi.mocked(kept.write).mockResolvedValueOnce(false);
    vi.mocked(kept.keepDraft).mockResolvedValueOnce(false);
    outbox.draft('43', 'half a thou');
    void chat.send('42', 'hello');
    const { op } = socket.last().payload as unknown as { op: string };
    await settled();
    expect([...outbox.unkept]).toEqual(['43', op]);
    outbox.draft('43', 'half a thought');
    socket.answers({ id: 'm6', seq: 6, at });
    await settled();
    expect(outbox.unkept.size).toBe(0);
  });

  it('hears nothing of what somebody else writes in this browser', async () => {
    const first = await page();
    new BroadcastChannel('vestnik outbox').postMessage({ draft: { user: boris.id, chat: '42', text: 'secret', at: Date.now() } });
    expect(first.outbox.drafts.size).toBe(0);
  });
});
