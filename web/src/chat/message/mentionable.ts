import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import { members } from '@/api/chats';
import type { Person } from '@/model/person';

/** Of larger groups only the first so many are offered; whoever is meant can be written out. */
const pages = 3;

/** Whom one may call in a group: read when the first name is begun, and again after a minute. */
export const useMentionable = defineStore('mentionable', () => {
  const connection = useConnection();
  const lists = ref(new Map<string, readonly Person[]>());
  const readAt = new Map<string, number>();
  const freshMs = 60_000;

  const of = (chat: string): readonly Person[] => lists.value.get(chat) ?? [];

  async function load(chat: string): Promise<void> {
    if (Date.now() - (readAt.get(chat) ?? -Infinity) < freshMs) return;
    readAt.set(chat, Date.now());
    try {
      const all: Person[] = [];
      for (let page = 0, after = ''; page < pages; ++page) {
        const read = await members(connection.client(), chat, after);
        all.push(...read.members);
        if (!read.more) break;
        after = read.cursor;
      }
      lists.value.set(chat, all);
    } catch {
      // Names can be written out; the next one that is begun asks again.
      readAt.delete(chat);
    }
  }

  return { of, load };
});
