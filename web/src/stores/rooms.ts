import { defineStore } from 'pinia';
import { computed, reactive, ref } from 'vue';
import { listChats, openDialog as requestDialog } from '@/api/chats';
import { listAccounts } from '@/api/mail';
import type { Chat, MessageCreated } from '@/model/chat';
import { senderName, type MailAccount } from '@/model/mail';
import { roomName, type RoomKind, type RoomRef } from '@/model/room';
import { newOp, type RoomEvent } from '@/realtime';
import { useChat } from './chat';
import { useLive } from './live';
import { useMail } from './mail';

/** A line of the sidebar. */
export interface RoomEntry extends RoomRef {
  kind: RoomKind;
  title: string;
  /** What the avatar's colour follows. */
  seed: string;
  /** The last thing said or received; empty while there is none. */
  preview: string;
  /** Whether the preview is our own message. */
  own: boolean;
  /** RFC 3339; empty while nothing has happened. */
  activeAt: string;
  unread: number;
}

/** All rooms of the person signed in: which there are, what happened last in each, and what is new. */
export const useRooms = defineStore('rooms', () => {
  const live = useLive();
  const chat = useChat();
  const mail = useMail();

  const chats = ref(new Map<string, Chat>());
  const phase = ref<'new' | 'loading' | 'ready' | 'failed'>('new');
  /** The room on the screen. */
  const current = ref<RoomRef | null>(null);
  /** New since this page was opened, by room name. */
  const news = ref(new Map<string, number>());

  const list = computed<RoomEntry[]>(() => {
    const entries: RoomEntry[] = [];
    for (const { id, peer, last_message, active_at } of chats.value.values()) {
      entries.push({
        kind: 'chat',
        id,
        title: peer.name,
        seed: peer.id,
        preview: last_message?.text ?? '',
        own: last_message?.author === live.userId(),
        activeAt: active_at,
        unread: news.value.get(`chat:${id}`) ?? 0,
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
        own: false,
        activeAt: newest?.received_at ?? '',
        unread: news.value.get(`mailbox:${account.id}`) ?? 0,
      });
    }
    return entries.sort((a, b) => (a.activeAt < b.activeAt ? 1 : a.activeAt > b.activeAt ? -1 : 0));
  });

  const unread = computed(() => [...news.value.values()].reduce((sum, count) => sum + count, 0));

  /** Opens the line and reads everything; the room of one's own tells of what is added later. */
  function start(): void {
    live.open().subscribe(
      `user:${live.userId()}`,
      { onEvent: onOwnEvent, onReset: () => void load() },
      'now',
    );
  }

  function stop(): void {
    live.close();
    chats.value.clear();
    news.value.clear();
    chat.clear();
    mail.clear();
    current.value = null;
    phase.value = 'new';
  }

  async function load(): Promise<void> {
    if (phase.value !== 'ready') phase.value = 'loading';
    try {
      const client = live.client();
      const [allChats, accounts] = await Promise.all([listChats(client), listAccounts(client)]);
      allChats.forEach(addChat);
      accounts.forEach(addAccount);
      phase.value = 'ready';
    } catch {
      if (phase.value !== 'ready') phase.value = 'failed';
    }
  }

  /** The dialog with a person, found or made. */
  async function openDialog(person: string): Promise<RoomRef> {
    for (const { id, peer } of chats.value.values()) if (peer.id === person) return { kind: 'chat', id };
    const made = await requestDialog(live.client(), newOp(), person);
    addChat(made);
    return { kind: 'chat', id: made.id };
  }

  /** The room comes on the screen: what was new in it is seen. */
  function enter(room: RoomRef | null): void {
    current.value = room;
    if (room) seen(room);
  }

  function seen(room: RoomRef): void {
    news.value.delete(roomName(room));
  }

  function onOwnEvent(event: RoomEvent): void {
    if (event.event === 'chat.added') addChat((event.data as { chat: Chat }).chat);
    if (event.event === 'mailbox.added') addAccount((event.data as { account: MailAccount }).account);
  }

  function addChat(added: Chat): void {
    const known = chats.value.get(added.id);
    if (known) {
      known.peer = added.peer;
      if (added.last_message) saw(known, added.last_message.seq, added);
    } else {
      chats.value.set(added.id, reactive({ ...added }));
    }
    live.client().subscribe(
      `chat:${added.id}`,
      {
        onEvent: (event) => onChatEvent(added.id, event),
        onReset: () => void chat.reset(added.id),
        onRefused: () => chats.value.delete(added.id),
      },
      added.last_message?.seq ?? 0,
    );
  }

  function addAccount(account: MailAccount): void {
    mail.follow(account);
    live.client().subscribe(
      `mailbox:${account.id}`,
      {
        onEvent: (event) => onMailEvent(account.id, event),
        onEphemeral: (event) => mail.onEphemeral(account.id, event),
        onReset: () => void mail.load(account.id),
        onRefused: () => mail.mailboxes.delete(account.id),
      },
      'now',
    );
  }

  function onChatEvent(id: string, event: RoomEvent): void {
    const known = chats.value.get(id);
    if (!known || event.event !== 'message.created' || event.seq === undefined) return;
    const created = event.data as MessageCreated;
    const message = { id: created.id, seq: event.seq, author: created.author, text: created.text, at: event.at };
    saw(known, event.seq, { last_message: message, active_at: event.at });
    chat.onMessage(id, created.op === undefined ? message : { ...message, op: created.op });
    if (created.author !== live.userId()) isNew({ kind: 'chat', id });
  }

  function onMailEvent(id: string, event: RoomEvent): void {
    mail.onEvent(id, event);
    const fetching = mail.mailboxes.get(id)?.state?.state === 'backfill';
    if (event.event === 'mail.received' && !fetching) isNew({ kind: 'mailbox', id });
  }

  function isNew(room: RoomRef): void {
    const name = roomName(room);
    const onScreen = current.value !== null && roomName(current.value) === name;
    if (onScreen && document.visibilityState === 'visible') return;
    news.value.set(name, (news.value.get(name) ?? 0) + 1);
  }

  return { chats, phase, current, list, unread, start, stop, load, openDialog, enter, seen, addAccount };
});

function saw(chat: Chat, seq: number, newer: Pick<Chat, 'last_message' | 'active_at'>): void {
  if (chat.last_message && chat.last_message.seq >= seq) return;
  chat.last_message = newer.last_message;
  chat.active_at = newer.active_at;
}
