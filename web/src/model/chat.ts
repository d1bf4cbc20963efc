import type { Person } from './person';

export type Role = 'owner' | 'admin' | 'member' | 'guest';

/** What the person may do in a chat. `delete`: what others wrote. */
export type Right = 'write' | 'add' | 'remove' | 'change' | 'pin' | 'delete' | 'role' | 'leave';

/** What the room says of itself, in a message of no person; `author` of the message did it. */
export type RoomLine =
  | { line: 'added' | 'removed' | 'left'; people: Person[] }
  | { line: 'renamed'; title: string }
  | { line: 'pinned'; message: number };

/** The beginning of a message that is answered or pinned. */
export interface Quote {
  seq: number;
  author: string;
  text: string;
  truncated?: boolean;
  deleted?: boolean;
}

export interface Reaction {
  emoji: string;
  count: number;
  /** Whether the person signed in has reacted so. */
  mine?: boolean;
}

/** What a message shows of the thread that it began. */
export interface Replies {
  count: number;
  last_seq: number;
  last_at: string;
  last_author: string;
  /** How far the person has read, and what is unread behind that; absent for who does not follow the thread. */
  read_seq?: number;
  unread?: number;
}

/** Whose words a message has that was brought from elsewhere; `chat` and `seq` say where they stand, in one's own chat alone. */
export interface Forwarded {
  author: Person;
  at: string;
  chat?: string;
  seq?: number;
}

/** A message as the server stored it; what says nothing is absent. */
export interface Message {
  id: string;
  /** Position in the chat's log, and the message's name for good. */
  seq: number;
  /** Id of the person who wrote it. */
  author: string;
  text: string;
  /** RFC 3339, UTC. */
  at: string;
  edited_at?: string;
  deleted_at?: string;
  deleted_by?: string;
  /** It stands in the thread of this message, and not in the room itself unless `in_room` is there. */
  thread?: number;
  in_room?: true;
  replies?: Replies;
  forwarded?: Forwarded;
  reply_to?: Quote;
  reactions?: readonly Reaction[];
  /** It calls the person signed in, or everybody. */
  calls_me?: boolean;
  line?: RoomLine;
}

/** What a chat is for the person alone. */
export interface ChatSettings {
  /** RFC 3339; `null`: it is not muted. */
  muted_until: string | null;
  /** Its place among the pinned chats, the least first; 0: it is none of them. */
  pinned: number;
  archived: boolean;
}

/** What is unread behind the mark `seq`, true up to the event `head`. */
export interface Counters {
  seq: number;
  unread: number;
  mentions: number;
  head: number;
}

export interface Chat {
  id: string;
  kind: 'dialog' | 'group' | 'saved';
  /** Of a dialog: the other member. */
  peer?: Person;
  /** Of all others. */
  title?: string;
  about?: string;
  writers?: Role;
  inviters?: Role;
  /** With the beginning of its text. */
  last_message: Message | null;
  active_at: string;
  members: number;
  role: Role;
  may: readonly Right[];
  /** The newest event of the room; all else is true up to it. */
  seq: number;
  read_seq: number;
  unread: number;
  mentions: number;
  settings: ChatSettings;
}

export interface Member extends Person {
  role: Role;
  joined_at: string;
  read_seq: number;
  read_at: string | null;
}

export interface Pin {
  message: Quote;
  by: string;
  at: string;
}

/** `data` of `message.created`; `seq` and `at` stand in the event around it. */
export interface MessageCreated {
  id: string;
  author: string;
  text: string;
  op?: string;
  reply_to?: Quote;
  thread?: number;
  in_room?: true;
  forwarded?: Forwarded;
  /** Whom it calls by name. */
  mentions?: string[];
  everybody?: boolean;
}

/** Empty for one's own chat, which each language names. */
export function titleOf({ peer, title }: Pick<Chat, 'peer' | 'title'>): string {
  return peer?.name ?? title ?? '';
}

/** The avatar's colour depends on it. */
export function seedOf({ peer, id }: Pick<Chat, 'peer' | 'id'>): string {
  return peer?.id ?? id;
}

/** Until when the chat is muted, in the clock of `Date.now()`; 0: it is not. */
export function mutedUntil({ muted_until }: ChatSettings): number {
  return muted_until === null ? 0 : Date.parse(muted_until);
}

export function isMuted(settings: ChatSettings, now = Date.now()): boolean {
  return mutedUntil(settings) > now;
}

/** The message with a reaction more or less. One that is there already, or is not, changes nothing. */
export function reacted<M extends Message>(message: M, emoji: string, change: 'added' | 'removed', own: boolean): M {
  const before = message.reactions ?? [];
  const known = before.find((each) => each.emoji === emoji);
  const add = change === 'added';
  if (own && (known?.mine ?? false) === add) return message;
  if (!known && !add) return message;
  const count = (known?.count ?? 0) + (add ? 1 : -1);
  const now: Reaction = { emoji, count, ...((own ? add : known?.mine) ? { mine: true } : {}) };
  const reactions = known ? before.map((each) => (each === known ? now : each)) : [...before, now];
  return { ...message, reactions: reactions.filter((each) => each.count > 0) };
}
