import { shallowReactive } from 'vue';
import type { Message } from '@/model/chat';

/** A message written here that the server has not stored yet, as far as we know. */
export interface Outgoing {
  /** Every repeat carries the same, so that the message exists once. */
  op: string;
  text: string;
  /** When it was written here, RFC 3339. */
  at: string;
  status: 'sending' | 'failed';
  problem: unknown;
}

/** A stored message. Those sent from here have their `op`, which keeps their bubble in place when they are stored. */
export type ThreadMessage = Message & { op?: string };

/** The messages of a chat. Its lists are replaced and never changed in place. */
export interface Thread {
  /** Ordered by `seq`, each once, without a hole. */
  messages: readonly ThreadMessage[];
  /** In the order of writing; shown below `messages`. */
  outgoing: readonly Outgoing[];
  phase: 'new' | 'loading' | 'ready' | 'failed';
  /** Whether there are messages before the first. */
  more: boolean;
  loadingOlder: boolean;
  /** Changes when what is loaded is thrown away: a page that belongs to it is ignored. */
  reading: number;
}

export function newThread(): Thread {
  return shallowReactive<Thread>({ messages: [], outgoing: [], phase: 'new', more: false, loadingOlder: false, reading: 0 });
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
