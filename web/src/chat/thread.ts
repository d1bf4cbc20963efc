import { shallowReactive } from 'vue';
import { reacted, type Message, type Pin, type Quote } from '@/model/chat';
import { calls, type ChatEvent } from '@/model/chat_event';

/** A message written here that the server has not stored yet, as far as we know. */
export interface Outgoing {
  /** Every repeat carries the same, so that the message exists once. */
  op: string;
  text: string;
  /** When it was written here, RFC 3339. */
  at: string;
  /** What it answers. */
  replyTo?: Quote | undefined;
  /** Whether the room shows what stands in a thread. */
  inRoom?: true;
  status: 'sending' | 'failed';
  problem: unknown;
}

/** A stored message. Those sent from here have their `op`, which keeps their bubble in place when they are stored. */
export type ThreadMessage = Message & { op?: string };

/** What the person has done to a message, shown before the server has said that it is so. */
export interface Change {
  text?: string;
  deleted?: true;
  reactions?: Readonly<Record<string, 'added' | 'removed'>>;
}

/** The messages of a chat itself, or of one of its threads. Its lists are replaced and never changed in place. */
export interface Thread {
  /** Ordered by `seq`, each once, without a hole. */
  messages: readonly ThreadMessage[];
  /** In the order of writing; shown below `messages`. */
  outgoing: readonly Outgoing[];
  /** By `seq` of the message. */
  changes: ReadonlyMap<number, Change>;
  /** The last one first. */
  pins: readonly Pin[];
  phase: 'new' | 'loading' | 'ready' | 'failed';
  /** Whether there are messages before the first. */
  more: boolean;
  loadingOlder: boolean;
  /** When the last page came, in the clock of `performance.now()`. */
  pagedAt: number;
  /** Changes when what is loaded is thrown away: a page that belongs to it is ignored. */
  reading: number;
}

export function newThread(): Thread {
  const empty = { messages: [], outgoing: [], changes: new Map(), pins: [] };
  return shallowReactive<Thread>({ ...empty, phase: 'new', more: false, loadingOlder: false, pagedAt: 0, reading: 0 });
}

/** Puts messages at their places. `seq` is unique in a chat, so a repeated message is dropped. */
export function insert(thread: Thread, messages: readonly ThreadMessage[]): void {
  const known = new Set(thread.messages.map(({ seq }) => seq));
  const news = messages.filter(({ seq }) => !known.has(seq));
  if (news.length > 0) thread.messages = [...thread.messages, ...news].sort((a, b) => a.seq - b.seq);
}

/** Takes the newest page. Messages that are older than it, and not of it, would leave a hole: they come with their own page. */
export function begin(thread: Thread, page: { messages: readonly Message[]; more: boolean }): void {
  const oldest = page.messages.at(-1)?.seq ?? 0;
  if (page.more) thread.messages = thread.messages.filter(({ seq }) => seq >= oldest);
  insert(thread, page.messages);
  thread.more = page.more;
}

/** Takes a message written here out of those that are not stored. */
export function drop(thread: Thread, op: string): void {
  thread.outgoing = thread.outgoing.filter((outgoing) => outgoing.op !== op);
}

/** Keeps the newest messages. Those before them are loaded again when somebody scrolls there. */
export function cut(thread: Thread, kept: number): void {
  if (thread.messages.length <= kept || thread.phase !== 'ready') return;
  thread.messages = thread.messages.slice(-kept);
  thread.more = true;
  thread.reading += 1;
}

/** Throws away what is loaded. */
export function forget(thread: Thread): void {
  thread.messages = [];
  thread.phase = 'new';
  thread.reading += 1;
}

/** What an event says has become of messages that are loaded. */
export function hear(thread: Thread, { event, at, data }: ChatEvent, self: string): void {
  const { message: seq = 0, by = '', user, emoji = '', change = 'added' } = data;
  const become = (how: (message: ThreadMessage) => ThreadMessage): void => {
    thread.messages = thread.messages.map((each) => (each.seq === seq ? how(each) : each));
  };
  if (event === 'message.edited' && data.text !== undefined) {
    const { text } = data;
    become(({ calls_me: _, ...rest }) => ({
      ...rest,
      ...{ text, edited_at: at },
      ...(calls({ ...data, author: rest.author }, self) ? { calls_me: true } : {}),
    }));
  }
  if (event === 'message.deleted') {
    become(({ reactions: _, edited_at: __, calls_me: ___, ...rest }) => ({ ...rest, text: '', deleted_at: at, deleted_by: by }));
    requote(thread, seq, { deleted: true, text: '' });
  }
  if (event === 'message.edited' && data.text !== undefined) requote(thread, seq, { text: data.text });
  if (event === 'reaction.changed') become((message) => reacted(message, emoji, change, user === self));
}

/** What answers the message, and what is pinned, shows it as it is now. */
function requote(thread: Thread, seq: number, now: Partial<Quote>): void {
  thread.messages = thread.messages.map((each) =>
    each.reply_to?.seq === seq ? { ...each, reply_to: { ...each.reply_to, ...now } } : each,
  );
  thread.pins = thread.pins.map((pin) => (pin.message.seq === seq ? { ...pin, message: { ...pin.message, ...now } } : pin));
}

/** Shows a change at once; `undefined` takes it back. */
export function propose(thread: Thread, seq: number, change: Change | undefined): void {
  const changes = new Map(thread.changes);
  if (change) changes.set(seq, change);
  else changes.delete(seq);
  thread.changes = changes;
}

/** The message as it will be when the server has said yes. */
export function changed(message: ThreadMessage, change: Change | undefined, self: string): ThreadMessage {
  if (!change) return message;
  const { at } = message;
  if (change.deleted) {
    const { reactions: _, edited_at: __, ...rest } = message;
    return { ...rest, text: '', deleted_at: at, deleted_by: self };
  }
  let shown = change.text === undefined ? message : { ...message, text: change.text, edited_at: message.edited_at ?? at };
  for (const [emoji, how] of Object.entries(change.reactions ?? {})) shown = reacted(shown, emoji, how, true);
  return shown;
}

/** Whether the message is newer than the one at `seq`. */
export function isLater(message: Message | null, seq: number): boolean {
  return message !== null && message.seq > seq;
}
