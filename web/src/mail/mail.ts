import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useLive } from '@/account/live';
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
  /** By date received, newest first; the first pages, and all that arrived since. */
  messages: MailSummary[];
  phase: 'new' | 'loading' | 'ready' | 'failed';
  cursor: string;
  /** Counts the readings from the start; an answer to an earlier one means nothing now. */
  reading: number;
  /** Whether the server has mail older than the last of `messages`. */
  more: boolean;
  loadingOlder: boolean;
  state: MailboxState | null;
  quarantined: QuarantinedMail[];
  /** Mails that arrived while we watched; they slide in. */
  fresh: Set<string>;
}

/** How many read mails are kept for reading again. */
const mailsKept = 50;

/** The mailboxes that are followed. */
export const useMail = defineStore('mail', () => {
  const live = useLive();
  const unread = useUnread();
  const mailboxes = ref(new Map<string, Mailbox>());
  const mails = new Map<string, Mail>();

  /** Takes a mailbox in and reads its room from now on. */
  function follow(account: MailAccount): void {
    let found = mailboxes.value.get(account.id);
    if (!found) {
      found = reactive<Mailbox>({
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
      mailboxes.value.set(account.id, found);
    }
    found.account = account;
    live.client().subscribe(
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

  /** Loads the newest page anew; mail that arrives meanwhile joins it. */
  async function load(account: string): Promise<void> {
    const mailbox = mailboxes.value.get(account);
    if (!mailbox) return;
    const reading = (mailbox.reading += 1);
    mailbox.phase = 'loading';
    mailbox.messages = [];
    try {
      const page = await api.listMail(live.client(), account, '');
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
      const page = await api.listMail(live.client(), account, mailbox.cursor);
      if (mailbox.reading !== reading) return;
      mailbox.cursor = page.cursor;
      mailbox.more = page.more;
      for (const message of page.messages) insert(mailbox, message);
    } catch {
      // The list asks again when it is scrolled again.
    } finally {
      mailbox.loadingOlder = false;
    }
  }

  /** One mail with its text. Throws `Refusal`. */
  async function read(account: string, id: string): Promise<Mail> {
    const kept = mails.get(id);
    const mail = kept ?? (await api.readMail(live.client(), account, id));
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

  /** Signs in at the mail server, adds the account and follows it. The `op` is the caller's: a repeat must carry the same. */
  async function add(op: string, settings: api.MailSettings): Promise<MailAccount> {
    const account = await api.addAccount(live.client(), op, settings);
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

/** Newest first; equal times are told apart by id, which also grows with time. */
function isNewer(one: MailSummary, other: MailSummary): boolean {
  const [a, b] = [Date.parse(one.received_at), Date.parse(other.received_at)];
  if (a !== b) return a > b;
  return one.id.length !== other.id.length ? one.id.length > other.id.length : one.id > other.id;
}

/** Puts a mail at its place, once. */
function insert(mailbox: Mailbox, message: MailSummary): void {
  const list = mailbox.messages;
  const at = placeOf(list, message);
  if (list[at]?.id !== message.id) list.splice(at, 0, message);
}

/** Puts a mail that arrived live at its place; below the last page it would stand behind a hole, and comes with its own. */
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

/** Whether a failed `add` may be repeated with the same `op`: nobody said that it did not happen. */
export function outcomeUnknown(problem: unknown): boolean {
  return problem instanceof Refusal && ['timeout', 'disconnected', 'outcome_unknown'].includes(problem.code);
}
