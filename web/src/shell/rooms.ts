import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import { listChats } from '@/api/chats';
import { listAccounts } from '@/api/mail';
import { useChanges } from '@/chat/changes';
import { useChat } from '@/chat/chat';
import { useOutbox } from '@/chat/outbox';
import { usePeople } from '@/chat/people';
import { useTyping } from '@/chat/typing';
import { useMembers } from '@/group/members';
import { useTexts } from '@/i18n/language';
import { useMail } from '@/mail/mail';
import { isMuted, seedOf, titleOf, type Chat, type Message } from '@/model/chat';
import { senderName, type MailAccount } from '@/model/mail';
import { markedWords } from '@/model/marked_text';
import type { RoomKind, RoomRef } from '@/model/room';
import { BackOff, type RoomEvent } from '@/realtime';

/** A line of the sidebar. */
export interface RoomEntry extends RoomRef {
  kind: RoomKind;
  title: string;
  /** The avatar's colour depends on it. */
  seed: string;
  /** Whether it is the person's own; it comes first, and is hidden while nothing is in it. */
  saved: boolean;
  hidden: boolean;
  /** Whether more than two people may be in it. */
  group: boolean;
  /** The last message or mail; empty while there is none. */
  preview: string;
  /** Of a chat: the message of the preview. */
  last: Message | null;
  /** Whether the person signed in wrote the message of the preview. */
  fromSelf: boolean;
  /** RFC 3339; empty while nothing has happened. */
  activeAt: string;
  unread: number;
  /** How many of those call the person. */
  mentions: number;
  muted: boolean;
  /** Its place among the pinned rooms, the least first; 0: it is none of them. */
  pinned: number;
  archived: boolean;
  /** Whether somebody writes there at this moment. */
  typing: boolean;
  /** The names of those, if more than one person might. */
  writers: readonly string[];
  /** What the person has begun to write there. */
  draft: string;
}

/** All rooms of the person signed in, chats and mailboxes together. */
export const useRooms = defineStore('rooms', () => {
  const connection = useConnection();
  const changes = useChanges();
  const chat = useChat();
  const mail = useMail();
  const members = useMembers();
  const outbox = useOutbox();
  const people = usePeople();
  const typing = useTyping();
  const unread = useUnread();
  const t = useTexts();

  /** `ready`: there is something to show; `failed`: neither list could be read. */
  const phase = ref<'new' | 'loading' | 'ready' | 'failed'>('new');
  /** Whether both lists have been read: a room that is in neither does not exist. */
  const complete = ref(false);
  /** Between the attempts to read a list that failed. */
  const pauses = new BackOff({ baseMs: 4_000, capMs: 60_000 });
  let repeat: ReturnType<typeof setTimeout> | undefined;
  let readings = 0;

  const list = computed<RoomEntry[]>(() => {
    const entries: RoomEntry[] = [];
    for (const room of chat.chats.values()) {
      const { id, last_message: last, settings } = room;
      const group = room.kind === 'group';
      entries.push({
        ...{ kind: 'chat', id, group, last },
        title: titleOf(room) || t.value.saved,
        saved: room.kind === 'saved',
        hidden: room.kind === 'saved' && !last,
        seed: seedOf(room),
        preview: last ? markedWords(last.text) : '',
        fromSelf: last?.author === connection.userId(),
        activeAt: room.active_at,
        unread: unread.count({ kind: 'chat', id }),
        mentions: unread.mentionCount({ kind: 'chat', id }),
        muted: isMuted(settings),
        pinned: settings.pinned,
        archived: settings.archived,
        typing: typing.isTyping(id),
        writers: group ? typing.writersOf(id).map(people.nameOf) : [],
        draft: outbox.drafts.get(id)?.trim() ?? '',
      });
    }
    for (const { account, messages } of mail.mailboxes.values()) {
      const newest = messages[0];
      entries.push({
        ...{ kind: 'mailbox', id: account.id, group: false, last: null, saved: false, hidden: false },
        title: account.address,
        seed: account.address,
        preview: newest ? [senderName(newest.from), newest.subject].filter(Boolean).join(': ') : '',
        fromSelf: false,
        activeAt: newest?.received_at ?? '',
        unread: unread.count({ kind: 'mailbox', id: account.id }),
        ...{ mentions: 0, muted: false, pinned: 0, archived: false, typing: false, writers: [] },
        draft: '',
      });
    }
    return entries.sort((a, b) => byPlace(a, b) || (a.activeAt < b.activeAt ? 1 : a.activeAt > b.activeAt ? -1 : 0));
  });

  /** Connects and loads everything. The room `user:ID` has events for chats and mailboxes that are added later. */
  function start(): void {
    connection.open().subscribe(
      `user:${connection.userId()}`,
      { onEvent: onUserEvent, onEphemeral: onUserEvent, onReset: () => void load() },
      'now',
    );
    void chat.restore();
  }

  function stop(): void {
    connection.close();
    for (const store of [changes, chat, members]) store.clear();
    mail.clear();
    unread.clear();
    clearTimeout(repeat);
    phase.value = 'new';
    complete.value = false;
  }

  /** Reads both lists. One that fails hides nothing of the other, and is asked for again. */
  async function load(): Promise<void> {
    clearTimeout(repeat);
    const reading = (readings += 1);
    if (phase.value !== 'ready') phase.value = 'loading';
    const client = connection.client();
    const outcomes = await Promise.allSettled([
      listChats(client).then((chats) => reading === readings && chats.forEach(chat.follow)),
      listAccounts(client).then((accounts) => reading === readings && accounts.forEach(mail.follow)),
    ]);
    if (reading !== readings || !connection.connects(client)) return;
    const failed = outcomes.filter(({ status }) => status === 'rejected').length;
    complete.value ||= failed === 0;
    if (failed < outcomes.length) phase.value = 'ready';
    else if (phase.value !== 'ready') phase.value = 'failed';
    if (failed === 0) pauses.reset();
    else repeat = setTimeout(() => void load(), pauses.next());
  }

  /** The entry of a room; `undefined` when the person is not in it. */
  function find({ kind, id }: RoomRef): RoomEntry | undefined {
    return list.value.find((entry) => entry.kind === kind && entry.id === id);
  }

  function onUserEvent(event: RoomEvent): void {
    if (event.event === 'chat.added') chat.follow((event.data as { chat: Chat }).chat);
    chat.onOwnEvent(event);
    if (event.event === 'mailbox.added') mail.follow((event.data as { account: MailAccount }).account);
  }

  return { phase, complete, list, start, stop, load, find };
});

/** What is one's own comes first, then pinned rooms, in their own order. */
function byPlace(a: RoomEntry, b: RoomEntry): number {
  if (a.saved !== b.saved) return a.saved ? -1 : 1;
  if (a.pinned === 0 || b.pinned === 0) return (a.pinned === 0 ? 1 : 0) - (b.pinned === 0 ? 1 : 0);
  return a.pinned - b.pinned;
}
