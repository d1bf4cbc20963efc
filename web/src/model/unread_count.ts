import type { Counters, Message } from './chat';

/** Messages of a chat that are known without a hole: all of `from` and above, up to the newest. */
export interface Known {
  from: number;
  messages: Iterable<Pick<Message, 'seq' | 'author' | 'calls_me' | 'deleted_at' | 'line'>>;
}

/** The server counts no further. */
export const mostUnread = 100;

/**
 * What is unread behind the mark: messages of others in the room itself that are not deleted, and no lines of the room. What the
 * server has counted goes on with what came later; what is known as a whole is counted here.
 */
export function countUnread(base: Counters, known: Known, mark: number, self: string): { unread: number; mentions: number } {
  const whole = mark + 1 >= known.from;
  const behind = whole ? mark : Math.max(mark, base.head);
  let { unread, mentions } = whole ? { unread: 0, mentions: 0 } : base;
  for (const { seq, author, calls_me, deleted_at, line } of known.messages) {
    if (seq <= behind || author === self || deleted_at || line) continue;
    unread += 1;
    if (calls_me) mentions += 1;
  }
  return { unread: Math.min(unread, mostUnread), mentions: Math.min(mentions, mostUnread) };
}
