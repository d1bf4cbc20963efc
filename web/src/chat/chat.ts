import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import * as api from '@/api/chats';
import type { Chat, Message, MessageCreated } from '@/model/chat';
import type { RoomRef } from '@/model/room';
import { newOp, type Gap, type Refusal, type RoomEvent } from '@/realtime';
import { useMarks } from './marks';
import { useOutbox } from './outbox';
import { begin, cut, drop, forget, insert, newThread, type Thread, type ThreadMessage } from './thread';
import { useTyping } from './typing';

/** How many messages of a thread are kept that nobody looks at, and how many of one that is read at its end. */
const pageKept = 50;
const endKept = 200;

/** The chats of the person signed in, and the messages of those that were opened. */
export const useChat = defineStore('chat', () => {
  const connection = useConnection();
  const unread = useUnread();
  const marks = useMarks();
  const typing = useTyping();
  const chats = ref(new Map<string, Chat>());
  const threads = ref(new Map<string, Thread>());
  const outbox = useOutbox();
  /** Chats whose log does not continue what is known of them: their last message may not exist. */
  const stale = new Set<string>();
  let listing = false;
  /** The chat on the screen. */
  let looking = '';

  function thread(chat: string): Thread {
    let opened = threads.value.get(chat);
    if (!opened) threads.value.set(chat, (opened = newThread()));
    return opened;
  }

  /** Adds or updates a chat, and reads its room on from its last message. */
  function follow(added: Chat): void {
    const { id } = added;
    const known = chats.value.get(id);
    if (known) {
      known.peer = added.peer;
      if (stale.delete(id) || isLater(added.last_message, known.last_message)) become(known, added);
    } else {
      chats.value.set(id, reactive({ ...added }));
      marks.assume(id, added.last_message?.seq ?? 0);
    }
    recount(id);
    connection.client().subscribe(
      `chat:${id}`,
      {
        onEvent: (event) => onEvent(id, event),
        onEphemeral: (event) => onEphemeral(id, event),
        onReset: (gap) => reset(id, gap),
        onRefused: (refusal) => leave(id, refusal),
      },
      added.last_message?.seq ?? 0,
    );
  }

  /** Finds or makes the dialog with a person. Throws `Refusal`. */
  async function openDialog(person: string): Promise<RoomRef> {
    for (const { id, peer } of chats.value.values()) if (peer.id === person) return { kind: 'chat', id };
    const dialog = await api.openDialog(connection.client(), newOp(), person);
    follow(dialog);
    return { kind: 'chat', id: dialog.id };
  }

  /** Loads the newest page, once. Messages that arrive in the meantime are merged into it by `seq`. */
  async function open(chat: string): Promise<void> {
    const opened = thread(chat);
    if (opened.phase === 'loading' || opened.phase === 'ready') return;
    opened.phase = 'loading';
    const { reading } = opened;
    try {
      const page = await api.history(connection.client(), chat, 0);
      if (opened.reading !== reading) return;
      begin(opened, page);
      for (const { author, seq } of page.messages) marks.write(chat, author, seq);
      opened.phase = 'ready';
    } catch {
      if (opened.reading === reading) opened.phase = 'failed';
    }
  }

  async function loadOlder(chat: string): Promise<void> {
    const opened = thread(chat);
    const first = opened.messages[0];
    if (opened.phase !== 'ready' || !opened.more || opened.loadingOlder || !first) return;
    opened.loadingOlder = true;
    const { reading } = opened;
    try {
      const page = await api.history(connection.client(), chat, first.seq);
      if (opened.reading !== reading) return;
      insert(opened, page.messages);
      opened.more = page.more;
    } catch {
      // The list calls again when it is scrolled again.
    } finally {
      opened.loadingOlder = false;
    }
  }

  /** The chat comes on the screen. */
  function look(chat: string): void {
    looking = chat;
  }

  /** The chat leaves the screen, and keeps its newest page. */
  function lookAway(chat: string): void {
    if (looking === chat) looking = '';
    cut(thread(chat), pageKept);
  }

  /** The end of the chat is on the screen, so that nobody sees its beginning. */
  function atEnd(chat: string): void {
    const opened = thread(chat);
    if (opened.messages.length > endKept + pageKept && !opened.loadingOlder) cut(opened, endKept);
  }

  /** The person has seen the message `seq` and all before it. */
  function see(chat: string, seq: number): void {
    if (seq <= marks.ownMark(chat)) return;
    marks.see(chat, seq);
    recount(chat);
  }

  function send(chat: string, text: string): Promise<void> {
    return outbox.send(chat, thread(chat), text);
  }

  /** Sends a failed message again, with the `op` it has. */
  function retry(chat: string, op: string): Promise<void> {
    return outbox.retry(chat, thread(chat), op);
  }

  function discard(chat: string, op: string): void {
    outbox.discard(chat, thread(chat), op);
  }

  /** What was written earlier on this device comes back, and what was not stored is sent. */
  function restore(): Promise<void> {
    return outbox.restore(thread);
  }

  function onEvent(id: string, event: RoomEvent): void {
    const known = chats.value.get(id);
    if (!known || event.event !== 'message.created' || event.seq === undefined) return;
    const created = event.data as MessageCreated;
    const message = { id: created.id, seq: event.seq, author: created.author, text: created.text, at: event.at };
    if (stale.delete(id) || isLater(message, known.last_message)) become(known, { last_message: message, active_at: event.at });
    marks.write(id, created.author, event.seq);
    if (created.author !== connection.userId()) typing.stop(id);
    onMessage(id, created.op === undefined ? message : { ...message, op: created.op });
    recount(id);
  }

  /** A message from the log, which may be one sent from here whose reply was lost. */
  function onMessage(chat: string, message: ThreadMessage): void {
    const known = threads.value.get(chat);
    if (!known) return;
    if (message.op !== undefined && message.author === connection.userId()) {
      drop(known, message.op);
      outbox.forget(message.op);
    }
    if (known.phase === 'new') return;
    insert(known, [message]);
    if (chat !== looking) cut(known, 2 * pageKept);
  }

  function onEphemeral(chat: string, event: RoomEvent): void {
    if (event.event === 'chat.state') marks.begin(chat, (event.data as { read?: Record<string, number> }).read ?? {});
    if (event.event === 'chat.read') {
      const { user, seq } = event.data as { user: string; seq: number };
      marks.raise(chat, user, seq);
    }
    if (event.event === 'chat.typing') typing.hear(chat, (event.data as { user: string }).user);
    else recount(chat);
  }

  /** So many messages are new: those after the person's own mark, and none after a message of their own. */
  function recount(id: string): void {
    const last = stale.has(id) ? null : chats.value.get(id)?.last_message;
    const written = last?.author === connection.userId();
    unread.set({ kind: 'chat', id }, last && !written ? last.seq - marks.newAfter(id) : 0);
  }

  /** The log no longer continues what is known here: loads the chat again. With a gap it is the same log, else another. */
  function reset(chat: string, gap: Gap | undefined): void {
    stale.add(chat);
    if (!gap) marks.forget(chat);
    void list();
    const known = threads.value.get(chat);
    if (!known || known.phase === 'new') return;
    forget(known);
    void open(chat);
  }

  /** Reads the list again, once for all chats whose log is another one. */
  async function list(): Promise<void> {
    if (listing) return;
    listing = true;
    try {
      const client = connection.client();
      const all = await api.listChats(client);
      if (connection.connects(client)) all.forEach(follow);
    } catch {
      // The next message of each chat says what its last one is.
    } finally {
      listing = false;
    }
  }

  /** A chat that cannot be followed stays in the list, unless it is gone. */
  function leave(chat: string, refusal: Refusal): void {
    if (refusal.code !== 'not_found') return;
    chats.value.delete(chat);
    unread.set({ kind: 'chat', id: chat }, 0);
  }

  function clear(): void {
    chats.value.clear();
    threads.value.clear();
    stale.clear();
    marks.clear();
    typing.clear();
    outbox.clear();
  }

  return { chats, follow, openDialog, thread, open, loadOlder, look, lookAway, atEnd, see, send, retry, discard, restore, clear };
});

function isLater(message: Message | null, known: Message | null): boolean {
  return message !== null && message.seq > (known?.seq ?? 0);
}

function become(chat: Chat, { last_message, active_at }: Pick<Chat, 'last_message' | 'active_at'>): void {
  chat.last_message = last_message;
  chat.active_at = active_at;
}
