import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';

/** How far the members of each chat have read, the person signed in among them. */
export const useMarks = defineStore('marks', () => {
  const connection = useConnection();
  /** `seq` by chat and member. */
  const read = ref(new Map<string, Map<string, number>>());
  /** How far the person has read or written on this page, by chat. */
  const seen = new Map<string, number>();
  /** How far the server knows that the person has read, by chat. */
  const reported = new Map<string, number>();
  /** Chats whose mark is on its way to the server. */
  const telling = new Set<string>();

  /** How far the person signed in has read. */
  function ownMark(chat: string): number {
    return Math.max(read.value.get(chat)?.get(connection.userId()) ?? 0, seen.get(chat) ?? 0);
  }

  /** How far somebody else has read. */
  function others(chat: string): number {
    let seq = 0;
    for (const [user, mark] of read.value.get(chat) ?? []) if (user !== connection.userId()) seq = Math.max(seq, mark);
    return seq;
  }

  /** A member has read up to `seq`. A mark never goes back. */
  function raise(chat: string, user: string, seq: number): void {
    let marks = read.value.get(chat);
    if (!marks) {
      read.value.set(chat, new Map());
      marks = read.value.get(chat)!;
    }
    if (seq > (marks.get(user) ?? 0)) marks.set(user, seq);
  }

  /** The marks that come with a subscription. What the person has read and the server does not know is told again. */
  function begin(chat: string, marks: Record<string, number>): void {
    reported.set(chat, marks[connection.userId()] ?? 0);
    read.value.set(chat, new Map(Object.entries(marks)));
    void tell(chat);
  }

  /** The person has written the message `seq`, and so has read what was before it. */
  function write(chat: string, seq: number): void {
    seen.set(chat, Math.max(seq, seen.get(chat) ?? 0));
  }

  /** The person has seen the message `seq` and all before it. */
  function see(chat: string, seq: number): void {
    write(chat, seq);
    void tell(chat);
  }

  async function tell(chat: string): Promise<void> {
    if (telling.has(chat)) return;
    telling.add(chat);
    try {
      while ((seen.get(chat) ?? 0) > (reported.get(chat) ?? 0)) {
        const seq = seen.get(chat)!;
        await api.markRead(connection.client(), chat, seq);
        reported.set(chat, Math.max(seq, reported.get(chat) ?? 0));
      }
    } catch {
      // The next subscription says what the server knows.
    } finally {
      telling.delete(chat);
    }
  }

  function clear(): void {
    read.value.clear();
    reported.clear();
    telling.clear();
    seen.clear();
  }

  return { ownMark, others, raise, begin, write, see, clear };
});
