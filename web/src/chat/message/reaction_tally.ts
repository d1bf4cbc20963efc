import { reactionsTo } from '@/api/chats';
import type { Message, Reaction } from '@/model/chat';
import type { RealtimeClient } from '@/realtime';

/** Counts the reactions to a message anew, in the order in which they came. Its list is replaced; nothing changes if nobody answers. */
export async function tallyReactions(client: RealtimeClient, chat: string, seq: number, self: string, into: { messages: readonly Message[] }): Promise<void> {
  const tally = new Map<string, Reaction>();
  try {
    const all = await reactionsTo(client, chat, seq);
    all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    for (const { emoji, person } of all) {
      const { count = 0, mine = false } = tally.get(emoji) ?? {};
      tally.set(emoji, { emoji, count: count + 1, ...(mine || person.id === self ? { mine: true } : {}) });
    }
    into.messages = into.messages.map((each) => (each.seq === seq ? { ...each, reactions: [...tally.values()] } : each));
  } catch {
    // The page that is loaded next says it.
  }
}
