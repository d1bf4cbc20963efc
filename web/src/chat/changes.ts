import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useConnection } from '@/account/connection';
import * as api from '@/api/chats';
import type { ChatEventData } from '@/model/chat_event';
import { titleOf, type Chat, type Quote } from '@/model/chat';
import { chatOf, type Place } from '@/model/place';
import { explain } from '@/i18n/refusals';
import { useTexts } from '@/i18n/language';
import { newOp, type RealtimeClient } from '@/realtime';
import { tell } from '@/ui/toasts';
import { useChat } from './chat';
import { hear, propose, type Change } from './thread';

/** What the composer of a chat is about, beside a new message. */
export type Composing = { kind: 'reply'; to: Quote } | { kind: 'edit'; seq: number; text: string };

/**
 * What the person does to messages. It is shown at once; the client repeats it until the server has answered, and a refusal
 * takes it back and says so.
 */
export const useChanges = defineStore('changes', () => {
  const connection = useConnection();
  const chat = useChat();
  const t = useTexts();
  const composing = ref(new Map<string, Composing>());

  function compose(id: Place, about: Composing | undefined): void {
    if (about) composing.value.set(id, about);
    else composing.value.delete(id);
  }

  function edit(id: Place, seq: number, text: string): Promise<void> {
    const ask = (client: RealtimeClient) => api.editMessage(client, newOp(), chatOf(id), seq, text);
    return attempt(id, seq, { text }, 'message.edited', { text }, ask);
  }

  function remove(id: Place, seq: number): Promise<void> {
    const ask = (client: RealtimeClient) => api.deleteMessage(client, newOp(), chatOf(id), seq);
    return attempt(id, seq, { deleted: true }, 'message.deleted', { by: connection.userId() }, ask);
  }

  /** Adds the person's own reaction, or takes it back. */
  async function toggle(id: Place, seq: number, emoji: string): Promise<void> {
    const thread = chat.thread(id);
    const stored = thread.messages.find((each) => each.seq === seq);
    const mine = stored?.reactions?.find((each) => each.emoji === emoji)?.mine ?? false;
    const proposed = thread.changes.get(seq)?.reactions;
    const change = (proposed?.[emoji] ?? (mine ? 'added' : 'removed')) === 'added' ? 'removed' : 'added';
    const op = newOp();
    const ask = (client: RealtimeClient) => api.react(client, op, chatOf(id), seq, emoji, change === 'added' ? 'add' : 'remove');
    const data = { user: connection.userId(), emoji, change } as const;
    await attempt(id, seq, { reactions: { ...proposed, [emoji]: change } }, 'reaction.changed', data, ask);
  }

  async function pin(id: Place, seq: number, change: 'pin' | 'unpin'): Promise<void> {
    try {
      await api.pinMessage(connection.client(), newOp(), id, seq, change);
      await chat.readPins(id);
    } catch (refused) {
      tell(t.value.notDone(explain(refused)));
    }
  }

  /** Brings a message into a room. */
  async function forward(id: Place, seq: number, to: Pick<Chat, 'id' | 'peer' | 'title'>): Promise<void> {
    try {
      await api.forward(connection.client(), newOp(), to.id, chatOf(id), [seq]);
      tell(t.value.forwardedTo(titleOf(to) || t.value.saved));
    } catch (refused) {
      tell(t.value.notDone(explain(refused)));
    }
  }

  /** Brings a message into the person's own chat, which is made when it is needed first. */
  async function save(id: Place, seq: number): Promise<void> {
    try {
      const saved = await api.openSaved(connection.client(), newOp());
      chat.follow(saved);
      await forward(id, seq, saved);
    } catch (refused) {
      tell(t.value.notDone(explain(refused)));
    }
  }

  /** Shows the change until the answer, then what has become of it. A later change of the same message stands above. */
  async function attempt(
    id: Place,
    seq: number,
    change: Change,
    event: string,
    data: ChatEventData,
    ask: (client: RealtimeClient) => Promise<api.Changed>,
  ): Promise<void> {
    const thread = chat.thread(id);
    const proposal = { ...thread.changes.get(seq), ...change };
    propose(thread, seq, proposal);
    try {
      const { at } = await ask(connection.client());
      hear(thread, { event, seq: 0, at, data: { ...data, message: seq } }, connection.userId());
    } catch (refused) {
      tell(t.value.notDone(explain(refused)));
      if (thread.changes.get(seq) !== proposal) return;
    }
    if (thread.changes.get(seq) === proposal) propose(thread, seq, undefined);
  }

  function clear(): void {
    composing.value.clear();
  }

  return { composing, compose, edit, remove, toggle, pin, forward, save, clear };
});
