import { daysBetween } from '@/i18n/dates';
import type { Outgoing, Thread } from './chat';

/** One bubble, with what its neighbours make of it. */
export interface MessageLine {
  /** Stays the same from writing to storing, so that the bubble stays in place. */
  key: string;
  text: string;
  at: string;
  own: boolean;
  /** Set while the message is not stored. */
  outgoing: Outgoing | undefined;
  /** The first of a day has a line above it. */
  newDay: boolean;
  /** The first and the last of several by one author in a short time: they stand close together. */
  first: boolean;
  last: boolean;
}

/** Longer pauses begin a new group, milliseconds. */
const groupMs = 5 * 60_000;

/** The lines of a thread from top to bottom: what is stored in order of `seq`, then what is on its way. */
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
    current.first = current.newDay || !before || !together(before, current);
    current.last = !after || !together(current, after) || daysBetween(new Date(current.at), new Date(after.at)) > 0;
  });
  return lines;
}

function line(key: string, text: string, at: string, own: boolean, outgoing: Outgoing | undefined): MessageLine {
  return { key, text, at, own, outgoing, newDay: false, first: true, last: true };
}

function together(one: MessageLine, next: MessageLine): boolean {
  return one.own === next.own && Date.parse(next.at) - Date.parse(one.at) < groupMs;
}
