import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import * as api from '@/api/chats';
import type { Chat, Message, MessageCreated } from '@/model/chat';
import type { RoomRef } from '@/model/room';
import { newOp, type RoomEvent } from '@/realtime';

/** A message written here that the server has not stored yet, as far as we know. */
export interface Outgoing {
  /** Every repeat carries the same, so that the message exists once. */
  op: string;
  text: string;
  /** When it was written here, RFC 3339. */
  at: string;
  status: 'sending' | 'failed';
  problem: unknown;
}

/** A stored message. Those sent from here have their `op`, which keeps their bubble in place when they are stored. */
export type ThreadMessage = Message & { op?: string };

export interface Thread {
  /** Ordered by `seq`, each once. */
  messages: ThreadMessage[];
  /** In the order of writing; shown below `messages`. */
  outgoing: Outgoing[];
  phase: 'new' | 'loading' | 'ready' | 'failed';
  /** Whether there are messages before the first. */
  more: boolean;
  loadingOlder: boolean;
}

/** The chats of the person signed in, and the messages of those that were opened. */
export const useChat = defineStore('chat', () => {
  const connection = useConnection();
  const unread = useUnread();
  const chats = ref(new Map<string, Chat>());
  const threads = ref(new Map<string, Thread>());
  /** The unsent text in the composer, by chat id. */
  const drafts = ref(new Map<string, string>());

  function thread(chat: string): Thread {
    let opened = threads.value.get(chat);
    if (!opened) {
      opened = reactive<Thread>({ messages: [], outgoing: [], phase: 'new', more: false, loadingOlder: false });
      threads.value.set(chat, opened);
    }
    return opened;
  }

  /** Adds or updates a chat, and reads its room on from its last message. */
  function follow(added: Chat): void {
    const known = chats.value.get(added.id);
    if (known) {
      known.peer = added.peer;
      if (added.last_message) renew(known, added.last_message.seq, added);
    } else {
      chats.value.set(added.id, reactive({ ...added }));
    }
    connection.client().subscribe(
      `chat:${added.id}`,
      {
        onEvent: (event) => onEvent(added.id, event),
        onReset: () => void reset(added.id),
        onRefused: () => chats.value.delete(added.id),
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
    try {
      const page = await api.history(connection.client(), chat, 0);
      insert(opened, page.messages);
      opened.more = page.more;
      opened.phase = 'ready';
    } catch {
      opened.phase = 'failed';
    }
  }

  async function loadOlder(chat: string): Promise<void> {
    const opened = thread(chat);
    const first = opened.messages[0];
    if (opened.phase !== 'ready' || !opened.more || opened.loadingOlder || !first) return;
    opened.loadingOlder = true;
    try {
      const page = await api.history(connection.client(), chat, first.seq);
      insert(opened, page.messages);
      opened.more = page.more;
    } catch {
      // The list calls again when it is scrolled again.
    } finally {
      opened.loadingOlder = false;
    }
  }

  /** Sends a message; resolves when it is stored or has failed. */
  async function send(chat: string, text: string): Promise<void> {
    const written = reactive<Outgoing>({
      op: newOp(),
      text,
      at: new Date().toISOString(),
      status: 'sending',
      problem: null,
    });
    thread(chat).outgoing.push(written);
    await attempt(chat, written);
  }

  /** Sends a failed message again, with the `op` it has. */
  async function retry(chat: string, op: string): Promise<void> {
    const failed = thread(chat).outgoing.find((outgoing) => outgoing.op === op);
    if (failed?.status !== 'failed') return;
    failed.status = 'sending';
    await attempt(chat, failed);
  }

  function discard(chat: string, op: string): void {
    drop(thread(chat), op);
  }

  function onEvent(id: string, event: RoomEvent): void {
    const known = chats.value.get(id);
    if (!known || event.event !== 'message.created' || event.seq === undefined) return;
    const created = event.data as MessageCreated;
    const message = { id: created.id, seq: event.seq, author: created.author, text: created.text, at: event.at };
    renew(known, event.seq, { last_message: message, active_at: event.at });
    onMessage(id, created.op === undefined ? message : { ...message, op: created.op });
    if (created.author !== connection.userId()) unread.add({ kind: 'chat', id });
  }

  /** A message from the log, which may be one sent from here whose reply was lost. */
  function onMessage(chat: string, message: ThreadMessage): void {
    const known = threads.value.get(chat);
    if (!known) return;
    if (message.op !== undefined) drop(known, message.op);
    if (known.phase !== 'new') insert(known, [message]);
  }

  /** The log no longer continues the messages loaded here: loads the chat again. */
  async function reset(chat: string): Promise<void> {
    const known = threads.value.get(chat);
    if (!known || known.phase === 'new') return;
    known.messages = [];
    known.phase = 'new';
    await open(chat);
  }

  function clear(): void {
    chats.value.clear();
    threads.value.clear();
    drafts.value.clear();
  }

  async function attempt(chat: string, outgoing: Outgoing): Promise<void> {
    const client = connection.client();
    const author = connection.userId();
    try {
      const { id, seq, at } = await api.sendMessage(client, outgoing.op, chat, outgoing.text);
      const known = thread(chat);
      drop(known, outgoing.op);
      insert(known, [{ id, seq, at, author, text: outgoing.text, op: outgoing.op }]);
    } catch (problem) {
      outgoing.status = 'failed';
      outgoing.problem = problem;
    }
  }

  return { chats, drafts, follow, openDialog, thread, open, loadOlder, send, retry, discard, clear };
});

/** Updates the chat's last message, unless it has a later one. */
function renew(chat: Chat, seq: number, newer: Pick<Chat, 'last_message' | 'active_at'>): void {
  if (chat.last_message && chat.last_message.seq >= seq) return;
  chat.last_message = newer.last_message;
  chat.active_at = newer.active_at;
}

function drop(thread: Thread, op: string): void {
  const index = thread.outgoing.findIndex((outgoing) => outgoing.op === op);
  if (index >= 0) thread.outgoing.splice(index, 1);
}

/** Puts messages at their places. `seq` is unique in a chat, so a repeated message is dropped. */
function insert(thread: Thread, messages: ThreadMessage[]): void {
  for (const message of messages) {
    const list = thread.messages;
    let at = list.length;
    while (at > 0 && list[at - 1]!.seq > message.seq) at -= 1;
    if (at > 0 && list[at - 1]!.seq === message.seq) continue;
    list.splice(at, 0, message);
  }
}
