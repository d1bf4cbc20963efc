import { describe, expect, it } from 'vitest';
import { tallyReactions } from '@/chat/message/reaction_tally';
import type { RealtimeClient } from '@/realtime';
import { alice, boris, carol } from '../../signed_in';

describe('chat/message/reaction_tally', () => {
  it('counts each kind, in the order in which they came, and knows one’s own', async () => {
    const reactions = [
      { person: alice, emoji: '👍', at: '2026-11-20T16:20:02.000Z' },
      { person: boris, emoji: '🎉', at: '2026-11-20T16:20:01.000Z' },
      { person: carol, emoji: '👍', at: '2026-11-20T16:20:03.000Z' },
    ];
    const client = { request: () => Promise.resolve({ reactions }) } as unknown as RealtimeClient;
    const into = { messages: [{ id: 'm5', seq: 5, author: boris.id, text: 'six', at: '' }] };
    await tallyReactions(client, '43', 5, alice.id, into);
    expect(into.messages).toMatchObject([{ seq: 5, reactions: [{ emoji: '🎉', count: 1 }, { emoji: '👍', count: 2, mine: true }] }]);
  });
});
