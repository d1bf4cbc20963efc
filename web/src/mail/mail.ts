import { defineStore } from 'pinia';
import { ref, shallowReactive, shallowRef, watch } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import * as api from '@/api/mail';
import type { Mail, MailAccount, MailboxState, MailReceived, MailSummary } from '@/model/mail';
import { newOp, Refusal, type RoomEvent } from '@/realtime';

export interface QuarantinedMail {
  folder: string;
  uid: number;
  reason: string;
}

/** Its values are replaced and never changed in place: a list of thousands costs nothing but its own copy. */
export interface Mailbox {
  account: MailAccount;
  /** By date received, newest first: the pages loaded, and all mail that arrived since. */
  messages: readonly MailSummary[];
  /** `cut`: only the newest page is kept until somebody looks at the mailbox. */
  phase: 'new' | 'loading' | 'ready' | 'cut' | 'failed';
  cursor: string;
  /** Counts the loads of the newest page; an answer that belongs to an earlier load is ignored. */
  reading: number;
  /** Whether the server has mail older than the last of `messages`. */
  more: boolean;
  loadingOlder: boolean;
  /** Unknown before the server has told it, and without a line. */
  state: MailboxState | null;
  /** Mails that could not be read: how many, and the last ones. */
  quarantined: { count: number; last: readonly QuarantinedMail[] };
  /** Ids of the mails that arrived last; they slide in. */
  fresh: ReadonlySet<string>;
}

/** A mailbox that is being added; with a problem when it was refused. */
export interface AddingMailbox {
  op: string;
  settings: api.MailSettings;
  problem: unknown;
}

/** Mail that arrives is put into the list once in this time, however much it is. Milliseconds. */
export const mergeMs = 50;

/** How many mails of a mailbox are kept that nobody looks at: a page of the list. */
const pageKept = 50;

/** How many unreadable mails, and how many mails that slide in, are remembered by name. */
const namesKept = 100;

/** How many mails with text are kept in memory. */
const mailsKept = 50;

/** The mailboxes of the person signed in, and the mails read last. */
export const useMail = defineStore('mail', () => {
  const connection = useConnection();
  const unread = useUnread();
  const mailboxes = ref(new Map<string, Mailbox>());
  const mails = new Map<string, Mail>();
  /** Mail that has arrived and is not in its list yet, by account. */
  const arrivals = new Map<string, MailReceived[]>();
  let merging: ReturnType<typeof setTimeout> | undefined;
  /** The mailbox that is being added, or was refused. */
  const adding = shallowRef<AddingMailbox | null>(null);
  /** The mailbox on the screen. */
  let looking = '';

  // Without a line nobody knows how a mailbox stands; the next subscription says it.
  watch(
    () => connection.state.name,
    (name) => {
      if (name !== 'open') for (const mailbox of mailboxes.value.values()) mailbox.state = null;
    },
    { flush: 'sync' },
  );

  /** Adds a mailbox, or its new settings, and reads its room from now on. */
  function follow(account: MailAccount): void {
    let mailbox = mailboxes.value.get(account.id);
    if (!mailbox) {
      mailbox = shallowReactive<Mailbox>({
        account,
        messages: [],
        phase: 'new',
        cursor: '',
        reading: 0,
        more: false,
        loadingOlder: false,
        state: null,
        quarantined: { count: 0, last: [] },
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
        onRefused: (refusal) => leave(account.id, refusal),
      },
      'now',
    );
  }

  /** A mailbox that cannot be followed stays in the list, unless it is gone. */
  function leave(account: string, refusal: Refusal): void {
    if (refusal.code !== 'not_found') return;
    mailboxes.value.delete(account);
    arrivals.delete(account);
    unread.set({ kind: 'mailbox', id: account }, 0);
  }

  /** Loads the newest page again. Mail that arrives in the meantime is merged into it. */
  async function load(account: string): Promise<void> {
    const mailbox = mailboxes.value.get(account);
    if (!mailbox) return;
    arrivals.delete(account);
    mailbox.messages = [];
    await loadNewest(mailbox);
  }

  /** The mailbox comes on the screen: what was cut is loaded. */
  async function look(account: string): Promise<void> {
    looking = account;
    const mailbox = mailboxes.value.get(account);
    if (mailbox?.phase === 'cut') await loadNewest(mailbox);
  }

  /** The mailbox leaves the screen, and keeps its newest page. */
  function lookAway(account: string): void {
    if (looking === account) looking = '';
    const mailbox = mailboxes.value.get(account);
    if (mailbox) cut(account, mailbox);
  }

  async function loadNewest(mailbox: Mailbox): Promise<void> {
    const reading = (mailbox.reading += 1);
    mailbox.phase = 'loading';
    mailbox.more = false;
    try {
      const page = await api.listMail(connection.client(), mailbox.account.id, '');
      if (mailbox.reading !== reading) return;
      mailbox.cursor = page.cursor;
      mailbox.more = page.more;
      mailbox.phase = 'ready';
      mailbox.messages = arrived(page.messages, mailbox.messages, page.more);
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
      mailbox.messages = merged(mailbox.messages, page.messages);
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
    const mailbox = mailboxes.value.get(account);
    if (mailbox?.messages.some((message) => message.id === id && !message.seen)) {
      mailbox.messages = mailbox.messages.map((message) => (message.id === id ? { ...message, seen: true } : message));
    }
    return mail;
  }

  /**
   * Signs in at the mail server, adds the account and follows it. It goes on wherever the person looks meanwhile; how it stands
   * is `adding`. Returns the account, or nothing when it was refused or is under way already.
   */
  async function add(settings: api.MailSettings): Promise<MailAccount | undefined> {
    const before = adding.value;
    if (before && !before.problem) return undefined;
    // What may have succeeded is repeated as the same write; for other settings the server would repeat the old result.
    const same = before !== null && outcomeUnknown(before.problem) && isSame(before.settings, settings);
    const op = same ? before.op : newOp();
    const client = connection.client();
    adding.value = { op, settings, problem: null };
    try {
      const account = await api.addAccount(client, op, settings);
      if (!connection.connects(client)) return undefined;
      adding.value = null;
      follow(account);
      return account;
    } catch (problem) {
      if (connection.connects(client)) adding.value = { op, settings, problem };
      return undefined;
    }
  }

  /** Forgets an attempt to add a mailbox that was refused. */
  function giveUpAdding(): void {
    if (adding.value?.problem) adding.value = null;
  }

  function onEvent(account: string, event: RoomEvent): void {
    const mailbox = mailboxes.value.get(account);
    if (!mailbox) return;
    switch (event.event) {
      case 'mail.received': {
        const message = event.data as MailReceived;
        if (!message.backfill) unread.add({ kind: 'mailbox', id: account });
        const waiting = arrivals.get(account);
        if (waiting) waiting.push(message);
        else arrivals.set(account, [message]);
        merging ??= setTimeout(merge, mergeMs);
        return;
      }
      case 'mail.quarantined': {
        const { count, last } = mailbox.quarantined;
        mailbox.quarantined = { count: count + 1, last: [...last, event.data as QuarantinedMail].slice(-namesKept) };
        return;
      }
      case 'mailbox.reset':
        mailbox.quarantined = { count: 0, last: [] };
        void load(account);
    }
  }

  /** Puts into the lists what has arrived. Where no list is loaded, the mail comes with its page. */
  function merge(): void {
    merging = undefined;
    for (const [account, messages] of arrivals) {
      const mailbox = mailboxes.value.get(account);
      if (!mailbox || mailbox.phase === 'new' || mailbox.phase === 'failed') continue;
      const news = messages.filter(({ backfill }) => !backfill).map(({ id }) => id);
      if (news.length > 0) mailbox.fresh = new Set([...mailbox.fresh, ...news].slice(-namesKept));
      mailbox.messages = arrived(mailbox.messages, messages, mailbox.more || mailbox.phase === 'cut');
      if (account !== looking) cut(account, mailbox);
    }
    arrivals.clear();
  }

  function cut(account: string, mailbox: Mailbox): void {
    if (account === looking || mailbox.messages.length <= 2 * pageKept || mailbox.phase === 'loading') return;
    mailbox.reading += 1; // an older page under way belongs to what is cut
    mailbox.messages = mailbox.messages.slice(0, pageKept);
    mailbox.phase = 'cut';
    mailbox.fresh = new Set();
  }

  function onEphemeral(account: string, event: RoomEvent): void {
    const mailbox = mailboxes.value.get(account);
    if (mailbox && event.event === 'mailbox.state') mailbox.state = event.data as MailboxState;
  }

  function clear(): void {
    mailboxes.value.clear();
    mails.clear();
    adding.value = null;
    arrivals.clear();
    clearTimeout(merging);
    merging = undefined;
  }

  return { mailboxes, adding, follow, load, loadOlder, look, lookAway, read, add, giveUpAdding, clear };
});

/** Compares by date, whose form is always the same; equal dates are ordered by id, which also grows with time. */
function isNewer(mail: MailSummary, other: MailSummary): boolean {
  if (mail.received_at !== other.received_at) return mail.received_at > other.received_at;
  return mail.id.length !== other.id.length ? mail.id.length > other.id.length : mail.id > other.id;
}

/** The list with the mails at their places, each once. It takes one pass, however many they are. */
function merged(list: readonly MailSummary[], added: readonly MailSummary[]): MailSummary[] {
  const news = added.toSorted((a, b) => (a.id === b.id ? 0 : isNewer(a, b) ? -1 : 1));
  const all: MailSummary[] = [];
  let next = 0;
  const put = (message: MailSummary): void => {
    if (all.at(-1)?.id !== message.id) all.push(message);
  };
  for (const message of list) {
    while (next < news.length && isNewer(news[next]!, message)) put(news[next++]!);
    put(message);
  }
  while (next < news.length) put(news[next++]!);
  return all;
}

/** The list with mail that has arrived. Mail that is older than all of a list that goes on comes with its own page. */
function arrived(list: readonly MailSummary[], mails: readonly MailSummary[], more: boolean): MailSummary[] {
  const last = list.at(-1);
  return merged(list, more && last ? mails.filter((message) => isNewer(message, last)) : mails);
}

/** Whether a failed `add` may have succeeded; then it must be repeated with the same `op`. */
function outcomeUnknown(problem: unknown): boolean {
  return problem instanceof Refusal && ['timeout', 'disconnected', 'outcome_unknown'].includes(problem.code);
}

function isSame(settings: api.MailSettings, other: api.MailSettings): boolean {
  return (Object.keys(settings) as (keyof api.MailSettings)[]).every((field) => settings[field] === other[field]);
}
