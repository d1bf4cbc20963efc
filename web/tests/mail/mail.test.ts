import { afterEach, describe, expect, it, vi } from 'vitest';
import { useMail } from '@/mail/mail';
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
});

describe('mail/mail', () => {
  afterEach(() => void vi.unstubAllGlobals());

  /** The mailbox shows minutes 30 and 20; older mail is on the server. */
  async function open(more = true) {
    const page = await signedIn();
    const { socket } = page;
    socket.answers({ messages: [mail(30), mail(20)], cursor: 'c1', more }, socket.requests('messages')[0]);
    await settled();
    const store = useMail();
    const mailbox = store.mailboxes.get(account.id)!;
    let seq = 0;
    return { ...page, store, mailbox, receive: (minute: number) => socket.event('mailbox:7', ++seq, 'mail.received', mail(minute)) };
  }

  const subjects = (mailbox: { messages: { subject: string }[] }) => mailbox.messages.map(({ subject }) => subject);

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
    socket.event('mailbox:7', 3, 'mail.received', mail(1));
    socket.answers({ messages: [mail(30), mail(20)], cursor: 'c1', more: true }, socket.requests('messages')[0]);
    await settled();
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
    expect(mailbox.quarantined).toEqual([{ folder: 'INBOX', uid: 4711, reason: 'too deep' }]);
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
});
