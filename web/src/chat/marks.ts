import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';
import type { Counters } from '@/model/chat';
import { untold } from '@/account/untold';

/** How far the members of each chat have read, the person signed in among them, and what the server has counted behind that. */
export const useMarks = defineStore('marks', () => {
  const connection = useConnection();
  /** `seq` by chat and member. */
  const read = ref(new Map<string, Map<string, number>>());
  /** Chats whose marks have come. */
  const known = ref(new Set<string>());
  /** How far the person has read or written on this page, by chat. */
  const seen = ref(new Map<string, number>());
  /** What the server has counted last, by chat. */
  const counted = new Map<string, Counters>();
  let onCount: (chat: string) => void = () => undefined;
  /** How far the server knows that the person has read, by chat. */
  const reported = new Map<string, number>();
  /** Chats whose mark is on its way to the server. */
  const telling = new Set<string>();

  /** Whether the marks of the chat have come. */
  function isKnown(chat: string): boolean {
    return known.value.has(chat);
  }

  /** How far the person signed in has read, as far as is known. */
  function ownMark(chat: string): number {
    return Math.max(read.value.get(chat)?.get(connection.userId()) ?? 0, seen.value.get(chat) ?? 0);
  }

  /** Messages after this one are new. The first entry of a chat is none. */
  function newAfter(chat: string): number {
    return Math.max(1, ownMark(chat));
  }

  /** How far somebody else has read. */
  function others(chat: string): number {
    let seq = 0;
    for (const [user, mark] of read.value.get(chat) ?? []) if (user !== connection.userId()) seq = Math.max(seq, mark);
    return seq;
  }

  /** What the server has counted; an answer that is older than what is known says nothing. */
  function count(chat: string, counters: Counters): void {
    const before = counted.get(chat);
    if (before && (counters.seq < before.seq || (counters.seq === before.seq && counters.head < before.head))) return;
    const { seq, unread, mentions, head } = counters;
    counted.set(chat, { seq, unread, mentions, head });
    raise(chat, connection.userId(), seq);
    onCount(chat);
  }

  function countersOf(chat: string): Counters {
    return counted.get(chat) ?? { seq: 0, unread: 0, mentions: 0, head: 0 };
  }

  /** Calls the listener when the server has counted. There is one. */
  function whenCounted(listener: (chat: string) => void): void {
    onCount = listener;
  }

  /** A member has read up to `seq`. A mark never goes back. */
  function raise(chat: string, user: string, seq: number): void {
    if (!read.value.has(chat)) read.value.set(chat, new Map());
    const marks = read.value.get(chat)!;
    if (seq > (marks.get(user) ?? 0)) marks.set(user, seq);
  }

  /**
   * The marks that come with each subscription; what came by itself meanwhile may be newer. What the person has read and the
   * server does not know is told now, also what was read on a page that was left before it could tell.
   */
  function begin(chat: string, marks: Record<string, number>): void {
    for (const [user, seq] of Object.entries(marks)) raise(chat, user, seq);
    known.value.add(chat);
    if (!reported.has(chat)) recall(chat, marks[connection.userId()] ?? 0);
    reported.set(chat, Math.max(marks[connection.userId()] ?? 0, reported.get(chat) ?? 0));
    void tell(chat);
  }

  /** What was seen on a page that was left before it could tell. @param mark what the server knows */
  function recall(chat: string, mark: number): void {
    const self = connection.userId();
    const before = untold.of(self, chat);
    // A chat that has no such message has another log.
    const isHere = before <= countersOf(chat).head;
    if (isHere) write(chat, self, before);
    untold.forget(self, chat, isHere ? mark : Infinity);
  }

  /** The log of the chat is another one: its marks are none of this. */
  function forget(chat: string): void {
    for (const all of [read.value, known.value, seen.value, counted, reported]) all.delete(chat);
    untold.forget(connection.userId(), chat);
  }

  /** Somebody has written the message `seq`, on any device, and so has read what was before it. */
  function write(chat: string, author: string, seq: number): void {
    if (author !== connection.userId()) raise(chat, author, seq);
    else if (seq > (seen.value.get(chat) ?? 0)) seen.value.set(chat, seq);
  }

  /** The person has seen the message `seq` and all before it, on this page. */
  function see(chat: string, seq: number): void {
    write(chat, connection.userId(), seq);
    if (seq > (reported.get(chat) ?? 0)) untold.keep(connection.userId(), chat, seq);
    void tell(chat);
  }

  /** Tells the server what it does not know. Waits for the marks, so that those say what was new before this page saw it. */
  async function tell(chat: string): Promise<void> {
    if (!reported.has(chat) || telling.has(chat)) return;
    telling.add(chat);
    const self = connection.userId();
    try {
      while ((seen.value.get(chat) ?? 0) > (reported.get(chat) ?? Infinity)) {
        const seq = seen.value.get(chat)!;
        const counters = await api.markRead(connection.client(), chat, seq);
        untold.forget(self, chat, seq);
        if (!reported.has(chat)) return;
        reported.set(chat, Math.max(seq, reported.get(chat)!));
        count(chat, counters);
      }
    } catch {
      // The next subscription says what the server knows.
    } finally {
      telling.delete(chat);
    }
  }

  function clear(): void {
    for (const all of [read.value, known.value, seen.value, counted, reported, telling]) all.clear();
  }

  return { isKnown, ownMark, newAfter, others, count, countersOf, whenCounted, raise, begin, forget, write, see, clear };
});
