import { daysBetween } from '@/i18n/dates';
import type { Message } from '@/model/chat';
import { changed, type Outgoing, type Thread, type ThreadMessage } from './thread';

/** One bubble, and its place in the groups and days of the list. */
export interface MessageLine {
  /** Does not change when a message sent from here is stored, so that the bubble stays in place. */
  key: string;
  /** Position in the chat's log; 0 until the message is stored. */
  seq: number;
  author: string;
  text: string;
  at: string;
  /** What else there is to it: quote, reactions, whether it was edited or deleted, or what the room says. */
  message: Partial<Message>;
  /** Whether the person signed in wrote it. */
  fromSelf: boolean;
  /** Set until the message is stored. */
  outgoing: Outgoing | undefined;
  /** The first of its day; the list shows the date above it. */
  newDay: boolean;
  /** The first that was new when the chat was opened; the list shows a line above it. */
  firstNew: boolean;
  /** The first and the last of a group: messages of one author in a short time, which stand close together. */
  first: boolean;
  last: boolean;
}

/** A longer pause begins a new group, milliseconds. */
const groupMs = 5 * 60_000;

/** When a message was written, in the forms that lines compare. Lists are recomputed with each event, dates are not. */
interface Moment {
  ms: number;
  date: Date;
}

const moments = new WeakMap<ThreadMessage | Outgoing, Moment>();

function momentOf(message: ThreadMessage | Outgoing): Moment {
  let moment = moments.get(message);
  if (!moment) {
    const date = new Date(message.at);
    moments.set(message, (moment = { ms: date.getTime(), date }));
  }
  return moment;
}

/**
 * The lines of a thread from top to bottom: stored messages by `seq`, then those that are being sent.
 *
 * @param newAfter messages of others after this one are new; `Infinity`: none is
 */
export function messageLines(thread: Pick<Thread, 'messages' | 'outgoing' | 'more' | 'changes'>, self: string, newAfter = Infinity): MessageLine[] {
  const lines: MessageLine[] = [];
  // What is new begins before the first message that is loaded.
  let begun = thread.more && (thread.messages[0]?.seq ?? 0) > newAfter + 1;
  let before: Moment | undefined;
  const add = (message: ThreadMessage | Outgoing, line: MessageLine): void => {
    const last = lines.at(-1);
    const moment = momentOf(message);
    line.newDay = !last || !before || daysBetween(before.date, moment.date) > 0;
    line.firstNew = !begun && !line.fromSelf && line.seq > newAfter && !line.message.line;
    begun ||= line.firstNew;
    line.first = line.newDay || line.firstNew || !together(line, last!) || moment.ms - before!.ms >= groupMs;
    if (last) last.last = line.first;
    lines.push(line);
    before = moment;
  };
  for (const stored of thread.messages) {
    const message = changed(stored, thread.changes.get(stored.seq), self);
    const { id, op, author } = message;
    // Two people may have used one `op` in one dialog.
    const key = op === undefined ? id : `${author} ${op}`;
    add(stored, line({ ...message, key, message, fromSelf: author === self && !message.line }));
  }
  for (const outgoing of thread.outgoing) {
    const { op, text, at, replyTo } = outgoing;
    const message = replyTo ? { reply_to: replyTo } : {};
    add(outgoing, line({ key: `${self} ${op}`, seq: 0, author: self, text, at, message, fromSelf: true, outgoing }));
  }
  return lines;
}

/** Whether two messages one after the other may stand close together. */
function together(one: MessageLine, other: MessageLine): boolean {
  return one.author === other.author && !one.message.line && !other.message.line;
}

type Given = Pick<MessageLine, 'key' | 'seq' | 'author' | 'text' | 'at' | 'message' | 'fromSelf'> & { outgoing?: Outgoing };

function line({ key, seq, author, text, at, message, fromSelf, outgoing }: Given): MessageLine {
  return { key, seq, author, text, at, message, fromSelf, outgoing, newDay: false, firstNew: false, first: true, last: true };
}
