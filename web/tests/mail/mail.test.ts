import { isReactive, watch } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';
import { mergeMs, useMail } from '@/mail/mail';
import { account, settled, signedIn } from '../signed_in';

/** A mail received at that minute; its id follows. */
const mail = (minute: number, id = String(1000 + minute)) => ({
  id,
  folder: 'INBOX',
  from: [{ name: 'Carol', address: 'carol@example.org' }],
  subject: `mail ${minute}`,
  snippet: '',
  received_at: `2026-11-20T16:${String(minute).padStart(2, '0')}:00.000Z`,
  seen: false,
  attachments: 0,
  size: 2_400,
});

describe('mail/mail', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** The mailbox shows minutes 30 and 20; older mail is on the server. */
  async function open(more = true) {
    const page = await signedIn();
    const { socket } = page;
    socket.answers({ messages: [mail(30), mail(20)], cursor: 'c1', more }, socket.requests('messages')[0]);
    await settled();
    const store = useMail();
    const mailbox = store.mailboxes.get(account.id)!;
    let seq = 0;
    const tell = (data: object): void => socket.event('mailbox:7', ++seq, 'mail.received', data);
    const receive = (minute: number): void => {
      tell(mail(minute));
      vi.advanceTimersByTime(mergeMs);
    };
    return { ...page, store, mailbox, tell, receive };
  }

  const subjects = (mailbox: { messages: readonly { subject: string }[] }) => mailbox.messages.map(({ subject }) => subject);

  it('puts new mail at its place by date received, once', async () => {
    const { mailbox, receive } = await open();
    receive(40);
    receive(25);
    receive(30);
    expect(subjects(mailbox)).toEqual(['mail 40', 'mail 30', 'mail 25', 'mail 20']);
  });

  it('leaves mail that is older than the loaded pages to its own page', async () => {
    const { mailbox, receive, socket, store } = await open();
    receive(5);
    expect(subjects(mailbox)).toEqual(['mail 30', 'mail 20']);
    void store.loadOlder(account.id);
    expect(socket.last().payload).toMatchObject({ action: 'messages', before: 'c1' });
    socket.answers({ messages: [mail(10), mail(5)], cursor: '', more: false });
    await settled();
    expect(subjects(mailbox)).toEqual(['mail 30', 'mail 20', 'mail 10', 'mail 5']);
  });

  it('takes older mail, too, once everything is loaded', async () => {
    const { mailbox, receive } = await open(false);
    receive(5);
    expect(subjects(mailbox)).toEqual(['mail 30', 'mail 20', 'mail 5']);
  });

  it('merges mail that arrives while the first page is loading', async () => {
    const { socket } = await signedIn();
    socket.event('mailbox:7', 1, 'mail.received', mail(40));
    socket.event('mailbox:7', 2, 'mail.received', mail(30));
    vi.advanceTimersByTime(mergeMs);
    socket.event('mailbox:7', 3, 'mail.received', mail(1));
    socket.answers({ messages: [mail(30), mail(20)], cursor: 'c1', more: true }, socket.requests('messages')[0]);
    await settled();
    vi.advanceTimersByTime(mergeMs);
    expect(subjects(useMail().mailboxes.get('7')!)).toEqual(['mail 40', 'mail 30', 'mail 20']);
  });

  it('keeps only the newest state', async () => {
    const { mailbox, socket } = await open();
    const state = { state: 'backfill', folder: 'INBOX', done: 1, remaining: 3, percent: 25, error: null, retry_at: null };
    socket.event('mailbox:7', undefined, 'mailbox.state', state);
    socket.event('mailbox:7', undefined, 'mailbox.state', { ...state, state: 'refused', error: 'NO wrong password' });
    expect(mailbox.state).toMatchObject({ state: 'refused', error: 'NO wrong password' });
  });

  it('counts mails that could not be read', async () => {
    const { mailbox, socket } = await open();
    socket.event('mailbox:7', 1, 'mail.quarantined', { folder: 'INBOX', uid: 4711, reason: 'too deep' });
    expect(mailbox.quarantined).toEqual({ count: 1, last: [{ folder: 'INBOX', uid: 4711, reason: 'too deep' }] });
  });

  it('changes its list once for ten thousand mails that come together', async () => {
    const { mailbox, store, tell } = await open();
    void store.look(account.id);
    let changes = 0;
    watch(() => mailbox.messages, () => (changes += 1), { flush: 'sync' });
    for (let n = 0; n < 10_000; n += 1) {
      const received_at = new Date(Date.parse('2026-11-21T00:00:00.000Z') + n * 1000).toISOString();
      tell({ ...mail(0, String(100_000 + n)), received_at, backfill: true });
    }
    expect(changes).toBe(0);
    vi.advanceTimersByTime(mergeMs);
    expect(changes).toBe(1);
    expect(mailbox.messages).toHaveLength(10_002);
    expect(mailbox.messages[0]?.id).toBe('109999');
    expect(isReactive(mailbox.messages)).toBe(false);
  });

  it('keeps the newest page of a mailbox that nobody looks at, and loads it when somebody does', async () => {
    const { mailbox, store, tell, socket } = await open();
    void store.look(account.id);
    for (let n = 0; n < 200; n += 1) tell(mail(40, String(2000 + n)));
    vi.advanceTimersByTime(mergeMs);
    expect(mailbox.messages).toHaveLength(202);
    store.lookAway(account.id);
    expect(mailbox).toMatchObject({ phase: 'cut' });
    expect(mailbox.messages).toHaveLength(50);
    tell(mail(50));
    vi.advanceTimersByTime(mergeMs);
    expect(mailbox.messages[0]?.subject).toBe('mail 50');
    void store.look(account.id);
    socket.answers({ messages: [mail(50), mail(40, '2199')], cursor: 'c9', more: true });
    await settled();
    expect(mailbox).toMatchObject({ phase: 'ready', cursor: 'c9', more: true });
    expect(mailbox.messages.map(({ id }) => id)).toEqual(['1050', '2199']);
  });

  it('takes mail for news unless its event says that it is of the first reading', async () => {
    const { mailbox, socket, tell } = await open();
    const unread = useUnread();
    const state = { state: 'live', folder: 'INBOX', done: 1, remaining: 0, percent: 100, error: null, retry_at: null };
    socket.event('mailbox:7', undefined, 'mailbox.state', state);
    tell({ ...mail(40), backfill: true });
    expect(unread.total).toBe(0);
    socket.event('mailbox:7', undefined, 'mailbox.state', { ...state, state: 'backfill', remaining: 9 });
    tell(mail(45));
    vi.advanceTimersByTime(mergeMs);
    expect(unread.total).toBe(1);
    expect([...mailbox.fresh]).toEqual(['1045']);
  });

  it('remembers the last unreadable mails by name, and counts them all', async () => {
    const { mailbox, socket } = await open();
    for (let n = 1; n <= 300; n += 1) socket.event('mailbox:7', n, 'mail.quarantined', { folder: 'INBOX', uid: n, reason: 'odd' });
    expect(mailbox.quarantined.count).toBe(300);
    expect(mailbox.quarantined.last.map(({ uid }) => uid)).toEqual(Array.from({ length: 100 }, (_, n) => 201 + n));
  });

  it('loads the list again after a reset, and ignores the answer to an earlier load', async () => {
    const { mailbox, socket, store } = await open();
    void store.loadOlder(account.id);
    const late = socket.last();
    socket.event('mailbox:7', 1, 'mailbox.reset', { folder: 'INBOX', uidvalidity: 5 });
    socket.answers({ messages: [mail(50)], cursor: '', more: false });
    socket.answers({ messages: [mail(10)], cursor: '', more: false }, late);
    await settled();
    expect(subjects(mailbox)).toEqual(['mail 50']);
  });

  it('loads a mail once and shows it as read', async () => {
    const { mailbox, socket, store } = await open();
    const reading = store.read(account.id, '1030');
    socket.answers({ message: { ...mail(30), text: 'Dear all' } });
    expect((await reading).text).toBe('Dear all');
    expect(mailbox.messages[0]?.seen).toBe(true);
    await store.read(account.id, '1030');
    expect(socket.requests('message')).toHaveLength(1);
  });

  it('does not know how a mailbox stands while the line is gone', async () => {
    const { mailbox, socket } = await open();
    socket.event('mailbox:7', undefined, 'mailbox.state', { state: 'live', folder: 'INBOX' });
    expect(mailbox.state?.state).toBe('live');
    socket.drops();
    expect(mailbox.state).toBeNull();
  });
});
