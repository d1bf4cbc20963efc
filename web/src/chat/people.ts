import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useSession } from '@/account/session';
import * as api from '@/api/chats';
import type { Message } from '@/model/chat';
import type { Person } from '@/model/person';

/** The people of the chats, as far as somebody has named them: the lists of members, events, and the other one of each dialog. */
export const usePeople = defineStore('people', () => {
  const connection = useConnection();
  const session = useSession();
  const known = ref(new Map<string, Person>());
  /** Who was asked for in vain: they have left the chat. By chat and person. */
  const gone = new Set<string>();
  /** Chats whose first page of members was read. */
  const read = new Set<string>();
  const asking = new Map<string, Promise<void>>();

  function meet(people: readonly Person[]): void {
    for (const { id, login, name } of people) known.value.set(id, { id, login, name });
  }

  function find(id: string): Person | undefined {
    return known.value.get(id) ?? (session.user?.id === id ? session.user : undefined);
  }

  /** The name; empty while it is not known. */
  function nameOf(id: string): string {
    return find(id)?.name ?? '';
  }

  /** Asks for those of the chat's people who are not known. One question is under way at a time. */
  async function ask(chat: string, ids: Iterable<string>): Promise<void> {
    while (asking.has(chat)) await asking.get(chat);
    const unknown = [...new Set(ids)].filter((id) => !find(id) && !gone.has(`${chat} ${id}`));
    if (unknown.length === 0) return;
    const answer = look(chat, unknown).finally(() => asking.delete(chat));
    asking.set(chat, answer);
    await answer;
  }

  /** Asks for all whom messages of the chat show. */
  function meetAuthors(chat: string, messages: readonly Message[]): void {
    for (const { line } of messages) if (line && 'people' in line) meet(line.people);
    const authors = messages.flatMap(({ author, reply_to, deleted_by }) => [author, reply_to?.author ?? author, deleted_by ?? author]);
    void ask(chat, authors);
  }

  async function look(chat: string, ids: string[]): Promise<void> {
    try {
      if (!read.has(chat)) {
        meet((await api.members(connection.client(), chat)).members);
        read.add(chat);
      }
      for (const id of ids) {
        if (find(id)) continue;
        const { members } = await api.members(connection.client(), chat, (BigInt(id) - 1n).toString(), 1);
        meet(members);
        if (members[0]?.id !== id) gone.add(`${chat} ${id}`);
      }
    } catch {
      // The next message of theirs asks again.
    }
  }

  function clear(): void {
    for (const all of [known.value, gone, read, asking]) all.clear();
  }

  return { meet, find, nameOf, ask, meetAuthors, clear };
});
