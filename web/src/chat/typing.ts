import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';

/** How long somebody is shown as writing after the last sign of it, and how often the person's own is told. Milliseconds. */
const shownMs = 6_000;
const everyMs = 3_000;

/** Who is writing, by chat. Nothing of it is kept, and nothing depends on it. */
export const useTyping = defineStore('typing', () => {
  const connection = useConnection();
  const writers = ref(new Map<string, readonly string[]>());
  /** By chat and person. */
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Chats that were told lately that the person writes. */
  const reports = new Map<string, ReturnType<typeof setTimeout>>();

  /** Who is writing, the one first who has begun first. */
  function writersOf(chat: string): readonly string[] {
    return writers.value.get(chat) ?? [];
  }

  function isTyping(chat: string): boolean {
    return writersOf(chat).length > 0;
  }

  function hear(chat: string, user: string): void {
    if (user === connection.userId()) return;
    const key = `${chat} ${user}`;
    clearTimeout(timers.get(key));
    if (!writersOf(chat).includes(user)) writers.value.set(chat, [...writersOf(chat), user]);
    timers.set(key, setTimeout(() => stop(chat, user), shownMs));
  }

  /** What they were writing has arrived, or is not written any more. */
  function stop(chat: string, user: string): void {
    const key = `${chat} ${user}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    const left = writersOf(chat).filter((each) => each !== user);
    if (left.length > 0) writers.value.set(chat, left);
    else writers.value.delete(chat);
  }

  /** The person writes. Told at once and then now and again, and not at all without a line. */
  function tell(chat: string): void {
    if (reports.has(chat) || connection.state.name !== 'open') return;
    reports.set(chat, setTimeout(() => reports.delete(chat), everyMs));
    api.tellTyping(connection.client(), chat).catch(() => undefined);
  }

  /** What the person wrote is sent; what they write next is told at once. */
  function sent(chat: string): void {
    clearTimeout(reports.get(chat));
    reports.delete(chat);
  }

  function clear(): void {
    for (const timer of [...timers.values(), ...reports.values()]) clearTimeout(timer);
    timers.clear();
    reports.clear();
    writers.value.clear();
  }

  return { writersOf, isTyping, hear, stop, tell, sent, clear };
});
