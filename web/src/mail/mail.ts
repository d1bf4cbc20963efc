import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import * as api from '@/api/mail';
import type { Mail, MailAccount, MailboxState, MailSummary } from '@/model/mail';
import { Refusal, type RoomEvent } from '@/realtime';

export interface QuarantinedMail {
  folder: string;
  uid: number;
  reason: string;
}

export interface Mailbox {
  account: MailAccount;
  /** By date received, newest first: the pages loaded, and all mail that arrived since. */
  messages: MailSummary[];
  phase: 'new' | 'loading' | 'ready' | 'failed';
  cursor: string;
  /** Counts the loads of the newest page; an answer that belongs to an earlier load is ignored. */
  reading: number;
  /** Whether the server has mail older than the last of `messages`. */
  more: boolean;
  loadingOlder: boolean;
  state: MailboxState | null;
  quarantined: QuarantinedMail[];
  /** Ids of mails that arrived since this page was opened; they slide in. */
  fresh: Set<string>;
}

/** How many mails with text are kept in memory. */
const mailsKept = 50;

/** The mailboxes of the person signed in, and the mails read last. */
export const useMail = defineStore('mail', () => {
  const connection = useConnection();
  const unread = useUnread();
  const mailboxes = ref(new Map<string, Mailbox>());
  const mails = new Map<string, Mail>();

  /** Adds a mailbox, or its new settings, and reads its room from now on. */
  function follow(account: MailAccount): void {
    let mailbox = mailboxes.value.get(account.id);
    if (!mailbox) {
      mailbox = reactive<Mailbox>({
        account,
        messages: [],
        phase: 'new',
        cursor: '',
        reading: 0,
        more: false,
        loadingOlder: false,
        state: null,
        quarantined: [],
        fresh: new Set(),
      });
      mailboxes.value.set(account.id, mailbox);
    }
    mailbox.account = account;
    connection.client().subscribe(
      `mailbox:${account.id}`,
      {
        onEvent: (event) => onEvent(account.id, event),
        onEphemeral: (event) => onEphemeral(account.id, event),
        onReset: () => void load(account.id),
        onRefused: () => mailboxes.value.delete(account.id),
      },
      'now',
    );
  }

  /** Loads the newest page again. Mail that arrives in the meantime is merged into it. */
  async function load(account: string): Promise<void> {
    const mailbox = mailboxes.value.get(account);
    if (!mailbox) return;
    const reading = (mailbox.reading += 1);
    mailbox.phase = 'loading';
    mailbox.messages = [];
    try {
      const page = await api.listMail(connection.client(), account, '');
      if (mailbox.reading !== reading) return;
      mailbox.cursor = page.cursor;
      mailbox.more = page.more;
      mailbox.phase = 'ready';
      const arrived = mailbox.messages;
      mailbox.messages = page.messages;
      for (const message of arrived) arrive(mailbox, message);
    } catch {
      if (mailbox.reading === reading) mailbox.phase = 'failed';
    }
  }

  async function loadOlder(account: string): Promise<void> {
    const mailbox = mailboxes.value.get(account);
    if (mailbox?.phase !== 'ready' || !mailbox.more || mailbox.loadingOlder) return;
    mailbox.loadingOlder = true;
    const reading = mailbox.reading;
    try {
      const page = await api.listMail(connection.client(), account, mailbox.cursor);
      if (mailbox.reading !== reading) return;
      mailbox.cursor = page.cursor;
      mailbox.more = page.more;
      for (const message of page.messages) insert(mailbox, message);
    } catch {
      // The list calls again when it is scrolled again.
    } finally {
      mailbox.loadingOlder = false;
    }
  }

  /** One mail with its text. Throws `Refusal`. */
  async function read(account: string, id: string): Promise<Mail> {
    const kept = mails.get(id);
    const mail = kept ?? (await api.readMail(connection.client(), account, id));
    mails.delete(id);
    mails.set(id, mail);
    for (const oldest of mails.keys()) {
      if (mails.size <= mailsKept) break;
      mails.delete(oldest);
    }
    const summary = mailboxes.value.get(account)?.messages.find((message) => message.id === id);
    if (summary) summary.seen = true;
    return mail;
  }

  /** Signs in at the mail server, adds the account and follows it. A repeat must have the same `op`. Throws `Refusal`. */
  async function add(op: string, settings: api.MailSettings): Promise<MailAccount> {
    const account = await api.addAccount(connection.client(), op, settings);
    follow(account);
    return account;
  }

  function onEvent(account: string, event: RoomEvent): void {
    const mailbox = mailboxes.value.get(account);
    if (!mailbox) return;
    switch (event.event) {
      case 'mail.received': {
        const message = event.data as MailSummary;
        const fetching = mailbox.state?.state === 'backfill';
        if (!fetching) unread.add({ kind: 'mailbox', id: account });
        if (mailbox.phase === 'new' || mailbox.phase === 'failed') return;
        if (!fetching) mailbox.fresh.add(message.id);
        arrive(mailbox, message);
        return;
      }
      case 'mail.quarantined':
        mailbox.quarantined.push(event.data as QuarantinedMail);
        return;
      case 'mailbox.reset':
        mailbox.quarantined = [];
        void load(account);
    }
  }

  function onEphemeral(account: string, event: RoomEvent): void {
    const mailbox = mailboxes.value.get(account);
    if (mailbox && event.event === 'mailbox.state') mailbox.state = event.data as MailboxState;
  }

  function clear(): void {
    mailboxes.value.clear();
    mails.clear();
  }

  return { mailboxes, follow, load, loadOlder, read, add, clear };
});

/** Compares by date; equal dates are ordered by id, which also grows with time. */
function isNewer(mail: MailSummary, other: MailSummary): boolean {
  const [a, b] = [Date.parse(mail.received_at), Date.parse(other.received_at)];
  if (a !== b) return a > b;
  return mail.id.length !== other.id.length ? mail.id.length > other.id.length : mail.id > other.id;
}

/** Puts a mail at its place, unless it is there. */
function insert(mailbox: Mailbox, message: MailSummary): void {
  const list = mailbox.messages;
  const at = placeOf(list, message);
  if (list[at]?.id !== message.id) list.splice(at, 0, message);
}

/** Puts a mail that arrived at its place. One that is older than the pages loaded is left out: it comes with its own page. */
function arrive(mailbox: Mailbox, message: MailSummary): void {
  const beyond = placeOf(mailbox.messages, message) === mailbox.messages.length;
  if (!(beyond && mailbox.more)) insert(mailbox, message);
}

function placeOf(list: MailSummary[], message: MailSummary): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isNewer(list[middle]!, message)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a failed `add` may have succeeded; then it must be repeated with the same `op`. */
export function outcomeUnknown(problem: unknown): boolean {
  return problem instanceof Refusal && ['timeout', 'disconnected', 'outcome_unknown'].includes(problem.code);
}
