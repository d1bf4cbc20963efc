import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import { listChats } from '@/api/chats';
import { listAccounts } from '@/api/mail';
import { useChat } from '@/chat/chat';
import { useMail } from '@/mail/mail';
import type { Chat } from '@/model/chat';
import { senderName, type MailAccount } from '@/model/mail';
import type { RoomKind, RoomRef } from '@/model/room';
import type { RoomEvent } from '@/realtime';

/** A line of the sidebar. */
export interface RoomEntry extends RoomRef {
  kind: RoomKind;
  title: string;
  /** The avatar's colour depends on it. */
  seed: string;
  /** The last message or mail; empty while there is none. */
  preview: string;
  /** Whether the person signed in wrote the message of the preview. */
  fromSelf: boolean;
  /** RFC 3339; empty while nothing has happened. */
  activeAt: string;
  unread: number;
}

/** All rooms of the person signed in, chats and mailboxes together. */
export const useRooms = defineStore('rooms', () => {
  const connection = useConnection();
  const chat = useChat();
  const mail = useMail();
  const unread = useUnread();

  const phase = ref<'new' | 'loading' | 'ready' | 'failed'>('new');

  const list = computed<RoomEntry[]>(() => {
    const entries: RoomEntry[] = [];
    for (const { id, peer, last_message, active_at } of chat.chats.values()) {
      entries.push({
        kind: 'chat',
        id,
        title: peer.name,
        seed: peer.id,
        preview: last_message?.text ?? '',
        fromSelf: last_message?.author === connection.userId(),
        activeAt: active_at,
        unread: unread.count({ kind: 'chat', id }),
      });
    }
    for (const { account, messages } of mail.mailboxes.values()) {
      const newest = messages[0];
      entries.push({
        kind: 'mailbox',
        id: account.id,
        title: account.address,
        seed: account.address,
        preview: newest ? [senderName(newest.from), newest.subject].filter(Boolean).join(': ') : '',
        fromSelf: false,
        activeAt: newest?.received_at ?? '',
        unread: unread.count({ kind: 'mailbox', id: account.id }),
      });
    }
    return entries.sort((a, b) => (a.activeAt < b.activeAt ? 1 : a.activeAt > b.activeAt ? -1 : 0));
  });

  /** Connects and loads everything. The room `user:ID` has events for chats and mailboxes that are added later. */
  function start(): void {
    connection.open().subscribe(
      `user:${connection.userId()}`,
      { onEvent: onUserEvent, onReset: () => void load() },
      'now',
    );
  }

  function stop(): void {
    connection.close();
    chat.clear();
    mail.clear();
    unread.clear();
    phase.value = 'new';
  }

  async function load(): Promise<void> {
    if (phase.value !== 'ready') phase.value = 'loading';
    try {
      const client = connection.client();
      const [chats, accounts] = await Promise.all([listChats(client), listAccounts(client)]);
      chats.forEach(chat.follow);
      accounts.forEach(mail.follow);
      phase.value = 'ready';
    } catch {
      if (phase.value !== 'ready') phase.value = 'failed';
    }
  }

  /** The entry of a room; `undefined` when the person is not in it. */
  function find({ kind, id }: RoomRef): RoomEntry | undefined {
    return list.value.find((entry) => entry.kind === kind && entry.id === id);
  }

  function onUserEvent(event: RoomEvent): void {
    if (event.event === 'chat.added') chat.follow((event.data as { chat: Chat }).chat);
    if (event.event === 'mailbox.added') mail.follow((event.data as { account: MailAccount }).account);
  }

  return { phase, list, start, stop, load, find };
});
