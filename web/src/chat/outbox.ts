import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';
import { newOp, Refusal } from '@/realtime';
import { kept } from './kept';
import { drop, insert, type Outgoing, type Thread } from './thread';

/** The server knows an `op` for seven days; what is older might be stored twice, and waits for a hand. Milliseconds. */
const freshMs = 6 * 86_400_000;

/** What was written here and is not stored yet, and what is still being written. Both outlive the page. */
export const useOutbox = defineStore('outbox', () => {
  const connection = useConnection();
  /** The unsent text in the composer, by chat id. */
  const drafts = ref(new Map<string, string>());
  let written = 0;

  /** Sends a message; resolves when it is stored or has failed. */
  async function send(chat: string, thread: Thread, text: string): Promise<void> {
    const outgoing = reactive<Outgoing>({
      op: newOp(),
      text,
      at: new Date().toISOString(),
      status: 'sending',
      problem: null,
    });
    thread.outgoing = [...thread.outgoing, outgoing];
    keep(chat, outgoing);
    await attempt(chat, thread, outgoing);
  }

  /** Sends a failed message again, with the `op` it has. */
  async function retry(chat: string, thread: Thread, op: string): Promise<void> {
    const failed = thread.outgoing.find((outgoing) => outgoing.op === op);
    if (failed?.status !== 'failed') return;
    failed.status = 'sending';
    failed.problem = null;
    keep(chat, failed);
    await attempt(chat, thread, failed);
  }

  function discard(thread: Thread, op: string): void {
    drop(thread, op);
    forget(op);
  }

  /** The message is stored, or shall not be. */
  function forget(op: string): void {
    void kept.forget(op);
  }

  /** What was kept on this device comes back, and what was not refused is sent, in the order of writing. */
  async function restore(threadOf: (chat: string) => Thread): Promise<void> {
    const user = connection.userId();
    const [messages, texts] = await Promise.all([kept.messages(user), kept.drafts(user)]);
    if (connection.userId() !== user) return;
    for (const { chat, text } of texts) if (!drafts.value.get(chat)) drafts.value.set(chat, text);
    for (const { op, chat, text, at, refused } of messages) {
      const thread = threadOf(chat);
      if (thread.outgoing.some((outgoing) => outgoing.op === op)) continue;
      const old = Date.now() - Date.parse(at) > freshMs;
      const problem = refused ? new Refusal(0, { ...refused, field: '' }) : old ? Refusal.timeout() : null;
      const outgoing = reactive<Outgoing>({ op, text, at, status: problem ? 'failed' : 'sending', problem });
      thread.outgoing = [...thread.outgoing, outgoing];
      if (!problem) void attempt(chat, thread, outgoing);
    }
  }

  /** The text in the composer, kept on this device with each key: a page may be gone at any moment. */
  function draft(chat: string, text: string): void {
    drafts.value.set(chat, text);
    void kept.keepDraft({ user: connection.userId(), chat, text });
  }

  async function attempt(chat: string, thread: Thread, outgoing: Outgoing): Promise<void> {
    const author = connection.userId();
    try {
      const { id, seq, at } = await api.sendMessage(connection.client(), outgoing.op, chat, outgoing.text);
      forget(outgoing.op);
      drop(thread, outgoing.op);
      if (thread.phase !== 'new') insert(thread, [{ id, seq, at, author, text: outgoing.text, op: outgoing.op }]);
    } catch (problem) {
      outgoing.status = 'failed';
      outgoing.problem = problem;
      // Without a connection nothing was decided: the next page sends it.
      if (connection.userId() === author && !(problem instanceof Refusal && problem.code === 'disconnected')) keep(chat, outgoing);
    }
  }

  function keep(chat: string, { op, text, at, problem }: Outgoing): void {
    const refused = problem instanceof Refusal ? { code: problem.code, message: problem.message } : null;
    void kept.keep({ op, user: connection.userId(), chat, text, at, order: (written += 1), refused });
  }

  function clear(): void {
    drafts.value.clear();
  }

  return { drafts, send, retry, discard, forget, restore, draft, clear };
});
