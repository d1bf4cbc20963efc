import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';
import type { Quote } from '@/model/chat';
import { rootOf, type Place } from '@/model/place';
import { newOp, Refusal } from '@/realtime';
import { kept, type KeptDraft, type KeptMessage } from './kept';
import { useMarks } from './marks';
import { otherTabs, type OtherTabs } from './other_tabs';
import { drop, insert, type Outgoing, type Thread } from './thread';

/** The server knows an `op` for seven days; what is older might be stored twice, and waits for a hand. Milliseconds. */
const freshMs = 6 * 86_400_000;

/** The page where a message was written has so long to send it, before the others help: it may be closed. Milliseconds. */
export const alonePageMs = 4_000;

/**
 * What the pages of one person in one browser tell each other: a draft and when it was typed (milliseconds), or which message is
 * kept anew or no more.
 */
type News = { draft: KeptDraft & { at: number } } | { message: Pick<KeptMessage, 'user' | 'chat' | 'op'> };

/**
 * What was written in this browser and is not stored yet, and what is still being written. Both outlive the page, and all pages
 * of a person have the same. A message may be sent by several; its `op` lets it exist once.
 */
export const useOutbox = defineStore('outbox', () => {
  const connection = useConnection();
  const marks = useMarks();
  /** The unsent text in the composer, by place. */
  const drafts = ref(new Map<string, string>());
  /** When each of them was typed, on whichever page: of two the later is the draft. */
  const typed = new Map<string, number>();
  /** What is not kept as it stands on this page: messages by op, drafts by chat. */
  const unkept = reactive(new Set<string>());
  let written = 0;
  let tabs: OtherTabs<News> | undefined;
  const looks = new Set<ReturnType<typeof setTimeout>>();

  /** Sends a message, which the draft has become; resolves when it is stored or has failed. */
  async function send(chat: Place, thread: Thread, text: string, replyTo?: Quote, inRoom = false): Promise<void> {
    const outgoing = reactive<Outgoing>({
      op: newOp(),
      text,
      replyTo,
      ...(inRoom ? { inRoom } : {}),
      at: new Date().toISOString(),
      status: 'sending',
      problem: null,
    });
    thread.outgoing = [...thread.outgoing, outgoing];
    const message = record(chat, outgoing);
    const news: News[] = [{ draft: type(chat, '') }, { message }];
    // Now, for this page may be gone before it hears that the message is kept; and then, for those that open meanwhile.
    news.forEach(tell);
    void kept.write(message).then((isKept) => {
      note(chat, true);
      note(message.op, isKept || !thread.outgoing.includes(outgoing));
      news.forEach(tell);
    });
    await attempt(chat, thread, outgoing);
  }

  /** Sends a failed message again, with the `op` it has. */
  async function retry(chat: Place, thread: Thread, op: string): Promise<void> {
    const failed = thread.outgoing.find((outgoing) => outgoing.op === op);
    if (failed?.status !== 'failed') return;
    failed.status = 'sending';
    failed.problem = null;
    keep(chat, failed);
    await attempt(chat, thread, failed);
  }

  function discard(chat: Place, thread: Thread, op: string): void {
    const message = { user: connection.userId(), chat, op };
    drop(thread, op);
    unkept.delete(op);
    void kept.forget(op).then(() => tell({ message }));
  }

  /** The message is stored, or shall not be. */
  function forget(op: string): void {
    void kept.forget(op);
    unkept.delete(op);
  }

  /** What was kept in this browser comes back, and what was not refused is sent, in the order of writing. */
  async function restore(threadOf: (chat: Place) => Thread): Promise<void> {
    const user = connection.userId();
    tabs?.close();
    // First: what changes after it was read is heard.
    tabs = otherTabs<News>('vestnik outbox', (news) => hear(news, threadOf));
    const [messages, texts] = await Promise.all([kept.messages(user), kept.drafts(user)]);
    if (connection.userId() !== user) return;
    for (const { chat, text } of texts) if (!drafts.value.has(chat)) drafts.value.set(chat, text);
    for (const message of messages) void take(message, threadOf(message.chat));
  }

  /** Another page of this person has changed something. */
  function hear(news: News, threadOf: (chat: Place) => Thread): void {
    const { user, chat } = 'draft' in news ? news.draft : news.message;
    if (user !== connection.userId()) return;
    if ('draft' in news) {
      const { text, at } = news.draft;
      if (at < (typed.get(chat) ?? 0)) return;
      drafts.value.set(chat, text);
      typed.set(chat, at);
      return;
    }
    // Most messages are stored by then, and their event has come.
    const look = setTimeout(() => {
      looks.delete(look);
      void lookAt(news.message.op, threadOf(chat));
    }, alonePageMs);
    looks.add(look);
  }

  async function lookAt(op: string, thread: Thread): Promise<void> {
    const message = await kept.message(op);
    if (!message) drop(thread, op);
    else if (message.user === connection.userId()) await take(message, thread);
  }

  /** Shows a message as it is kept, and sends it unless it waits for a hand. */
  async function take({ op, chat, text, at, replyTo, inRoom, refused }: KeptMessage, thread: Thread): Promise<void> {
    const old = Date.now() - Date.parse(at) > freshMs;
    const problem = refused ? new Refusal(0, { ...refused, field: '' }) : old ? Refusal.timeout() : null;
    const known = thread.outgoing.find((outgoing) => outgoing.op === op);
    if (known?.status === 'sending' && !problem) return;
    const outgoing = known ?? reactive<Outgoing>({ op, text, at, replyTo, ...(inRoom ? { inRoom } : {}), status: 'sending', problem: null });
    outgoing.status = problem ? 'failed' : 'sending';
    outgoing.problem = problem;
    if (!known) thread.outgoing = [...thread.outgoing, outgoing];
    if (!problem) await attempt(chat, thread, outgoing);
  }

  /** The text in the composer, kept with each key: a page may be gone at any moment. */
  function draft(chat: Place, text: string): void {
    const draft = type(chat, text);
    tell({ draft });
    void kept.keepDraft({ user: draft.user, chat, text }).then((isKept) => {
      note(chat, isKept || !text);
      tell({ draft });
    });
  }

  function type(chat: Place, text: string): KeptDraft & { at: number } {
    const at = Date.now();
    drafts.value.set(chat, text);
    typed.set(chat, at);
    return { user: connection.userId(), chat, text, at };
  }

  async function attempt(chat: Place, thread: Thread, outgoing: Outgoing): Promise<void> {
    const author = connection.userId();
    const { op, text, replyTo, inRoom = false } = outgoing;
    const root = rootOf(chat);
    try {
      const { id, seq, at } = await api.sendMessage(connection.client(), op, chat, text, { replyTo: replyTo?.seq ?? 0, inRoom });
      forget(outgoing.op);
      drop(thread, outgoing.op);
      const place = { ...(root ? { thread: root } : {}), ...(inRoom ? { in_room: true as const } : {}) };
      const message = { id, seq, at, author, text, op, ...(replyTo ? { reply_to: replyTo } : {}), ...place };
      if (!root) marks.see(chat, seq);
      if (thread.phase !== 'new') insert(thread, [message]);
    } catch (problem) {
      outgoing.status = 'failed';
      outgoing.problem = problem;
      // Without a connection nothing was decided: the next page sends it.
      if (connection.userId() === author && !(problem instanceof Refusal && problem.code === 'disconnected')) keep(chat, outgoing);
    }
  }

  function keep(chat: Place, outgoing: Outgoing): void {
    const message = record(chat, outgoing);
    void kept.keep(message).then((isKept) => {
      note(message.op, isKept);
      if (isKept) tell({ message });
    });
  }

  function note(what: string, isKept: boolean): void {
    if (isKept) unkept.delete(what);
    else unkept.add(what);
  }

  function record(chat: Place, { op, text, at, replyTo, inRoom, problem }: Outgoing): KeptMessage {
    const refused = problem instanceof Refusal ? { code: problem.code, message: problem.message } : null;
    const answers = { ...(replyTo ? { replyTo: { ...replyTo } } : {}), ...(inRoom ? { inRoom } : {}) };
    return { op, user: connection.userId(), chat, text, at, ...answers, order: (written += 1), refused };
  }

  function tell(news: News): void {
    tabs?.tell(news);
  }

  function clear(): void {
    drafts.value.clear();
    typed.clear();
    unkept.clear();
    tabs?.close();
    tabs = undefined;
    for (const look of looks) clearTimeout(look);
    looks.clear();
  }

  return { drafts, unkept, send, retry, discard, forget, restore, draft, clear };
});
