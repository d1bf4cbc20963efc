import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';
import { usePeople } from '@/chat/people';
import type { Member } from '@/model/chat';

/** The people of one chat, as far as they are loaded. */
export interface MemberList {
  members: readonly Member[];
  phase: 'loading' | 'ready' | 'failed';
  more: boolean;
  cursor: string;
}

const ranks = { owner: 0, admin: 1, member: 2, guest: 3 };

/** Who is in the chats whose info pane was opened; read again whenever their number or somebody's role changes. */
export const useMembers = defineStore('members', () => {
  const connection = useConnection();
  const people = usePeople();
  const lists = ref(new Map<string, MemberList>());

  function listOf(chat: string): MemberList {
    let list = lists.value.get(chat);
    if (!list) {
      list = reactive<MemberList>({ members: [], phase: 'loading', more: false, cursor: '' });
      lists.value.set(chat, list);
    }
    return list;
  }

  /** Reads the first page, and puts it in the place of what is shown. */
  async function load(chat: string): Promise<void> {
    const list = listOf(chat);
    await take(chat, list, '', []);
  }

  async function loadMore(chat: string): Promise<void> {
    const list = listOf(chat);
    if (list.more) await take(chat, list, list.cursor, list.members);
  }

  async function take(chat: string, list: MemberList, after: string, before: readonly Member[]): Promise<void> {
    try {
      const page = await api.members(connection.client(), chat, after);
      people.meet(page.members);
      const all = [...before, ...page.members];
      // Whoever decides stands first; the others as they come.
      all.sort((a, b) => Math.min(ranks[a.role], 2) - Math.min(ranks[b.role], 2));
      Object.assign(list, { members: all, phase: 'ready', more: page.more, cursor: page.cursor });
    } catch {
      if (list.phase !== 'ready') list.phase = 'failed';
    }
  }

  function clear(): void {
    lists.value.clear();
  }

  return { listOf, load, loadMore, clear };
});
