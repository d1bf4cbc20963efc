import { daysBetween } from '@/i18n/dates';
import type { Outgoing, Thread } from './chat';

/** One bubble, and its place in the groups and days of the list. */
export interface MessageLine {
  /** Does not change when a message sent from here is stored, so that the bubble stays in place. */
  key: string;
  text: string;
  at: string;
  /** Whether the person signed in wrote it. */
  fromSelf: boolean;
  /** Set until the message is stored. */
  outgoing: Outgoing | undefined;
  /** The first of its day; the list shows the date above it. */
  newDay: boolean;
  /** The first and the last of a group: messages of one author in a short time, which stand close together. */
  first: boolean;
  last: boolean;
}

/** A longer pause begins a new group, milliseconds. */
const groupMs = 5 * 60_000;

/** The lines of a thread from top to bottom: stored messages by `seq`, then those that are being sent. */
export function messageLines(thread: Thread, self: string): MessageLine[] {
  const lines: MessageLine[] = [];
  for (const { id, op, text, at, author } of thread.messages) {
    lines.push(line(op ?? id, text, at, author === self, undefined));
  }
  for (const outgoing of thread.outgoing) {
    lines.push(line(outgoing.op, outgoing.text, outgoing.at, true, outgoing));
  }
  lines.forEach((current, index) => {
    const before = lines[index - 1];
    const after = lines[index + 1];
    current.newDay = !before || daysBetween(new Date(before.at), new Date(current.at)) > 0;
    current.first = current.newDay || !before || !inOneGroup(before, current);
    current.last = !after || !inOneGroup(current, after) || daysBetween(new Date(current.at), new Date(after.at)) > 0;
  });
  return lines;
}

function line(key: string, text: string, at: string, fromSelf: boolean, outgoing: Outgoing | undefined): MessageLine {
  return { key, text, at, fromSelf, outgoing, newDay: false, first: true, last: true };
}

function inOneGroup(line: MessageLine, next: MessageLine): boolean {
  return line.fromSelf === next.fromSelf && Date.parse(next.at) - Date.parse(line.at) < groupMs;
}
