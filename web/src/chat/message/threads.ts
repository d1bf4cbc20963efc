import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';
import type { Message, Replies } from '@/model/chat';
import { onceMore } from '@/model/once_more';
import { chatOf, rootOf, threadOf, type Place } from '@/model/place';
import { mostUnread } from '@/model/unread_count';

/** What each thread comes to, and what it is for the person: how far they have read, and what is new behind that. */
export const useThreads = defineStore('threads', () => {
  const connection = useConnection();
  /** By place; of messages that are loaded, or were. */
  const known = ref(new Map<Place, Replies>());
  /** The messages that began them. */
  const roots = ref(new Map<Place, Message>());
  /** How far the person has read on this page. */
  const seen = new Map<Place, number>();
  /** Threads whose mark is on its way to the server. */
  const telling = new Set<Place>();

  function of(place: Place): Replies | undefined {
    return known.value.get(place);
  }

  function follows(place: Place): boolean {
    return of(place)?.read_seq !== undefined;
  }

  /** How far the person has read in it, as far as is known. What begins it is read by who opens it. */
  function ownMark(place: Place): number {
    return Math.max(rootOf(place), of(place)?.read_seq ?? 0, seen.get(place) ?? 0);
  }

  function set(place: Place, replies: Replies): void {
    known.value.set(place, replies);
  }

  /** Messages of the chat itself have come, with what their threads come to. */
  function learn(chat: string, messages: readonly Message[]): void {
    for (const message of messages) {
      const place = threadOf(chat, message.seq);
      if (roots.value.has(place)) roots.value.set(place, message);
      const before = of(place);
      if (message.replies && (!before || message.replies.last_seq >= before.last_seq)) set(place, message.replies);
    }
  }

  /** A message has come that stands in a thread. */
  function hear(chat: string, message: Message): void {
    const { thread = 0, seq, at, author } = message;
    const place = threadOf(chat, thread);
    const self = connection.userId();
    const before = of(place) ?? { count: 0, last_seq: 0, last_at: at, last_author: author };
    if (seq <= before.last_seq) return;
    const isOwn = author === self;
    const now: Replies = { ...before, count: before.count + 1, last_seq: seq, last_at: at, last_author: author };
    // Who writes follows from there on, and has read what was before.
    if (isOwn) Object.assign(now, { read_seq: seq, unread: 0 });
    else if (before.unread !== undefined && !message.in_room) now.unread = Math.min(before.unread + 1, mostUnread);
    set(place, now);
    // The first answer makes the one who began it follow, and a call whom it calls.
    if (!isOwn && before.read_seq === undefined && (before.count === 0 || message.calls_me)) void renew(place);
  }

  /** Reads anew what the thread comes to, and the message that began it. */
  const renew = onceMore(async (place) => {
    const client = connection.client();
    const root = await api.messageNow(client, chatOf(place), rootOf(place));
    if (!root || !connection.connects(client)) return;
    roots.value.set(place, root);
    if (root.replies) set(place, root.replies);
  });

  /** What the server has counted. */
  function count(place: Place, { follows: is, seq, unread }: api.ThreadCounters): void {
    const { read_seq: _, unread: __, ...rest } = of(place) ?? { count: 0, last_seq: 0, last_at: '', last_author: '' };
    set(place, is ? { ...rest, read_seq: seq, unread } : rest);
  }

  /** The person has seen the message `seq` of the thread and all before it. */
  function see(place: Place, seq: number): void {
    if (seq <= ownMark(place)) return;
    seen.set(place, seq);
    if (follows(place)) void tell(place);
  }

  async function tell(place: Place): Promise<void> {
    if (telling.has(place)) return;
    telling.add(place);
    try {
      for (let mark = 0; (seen.get(place) ?? 0) > mark; ) {
        mark = seen.get(place)!;
        const client = connection.client();
        const counters = await api.markThreadRead(client, place, mark);
        if (!connection.connects(client)) return;
        if (counters.head >= (of(place)?.last_seq ?? 0)) count(place, counters);
        else await renew(place);
      }
    } catch {
      // The next reading tells it.
    } finally {
      telling.delete(place);
    }
  }

  /** Throws `Refusal`. */
  async function follow(place: Place, wish: 'follow' | 'unfollow'): Promise<void> {
    count(place, await api.followThread(connection.client(), place, wish));
  }

  /** The log of the chat is another one, or the person has left it. */
  function forget(chat: string): void {
    for (const all of [known.value, roots.value, seen])
      for (const place of [...all.keys()]) if (chatOf(place) === chat) all.delete(place);
  }

  function clear(): void {
    for (const all of [known.value, roots.value, seen]) all.clear();
  }

  return { of, roots, follows, ownMark, learn, hear, renew, count, see, follow, forget, clear };
});
