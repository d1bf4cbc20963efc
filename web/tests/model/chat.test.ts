import { describe, expect, it } from 'vitest';
import { isMuted, reacted, titleOf, type Message } from '@/model/chat';

describe('model/chat', () => {
  const message: Message = { id: 'm1', seq: 1, author: 'boris', text: 't', at: '2026-11-20T16:20:00.000Z' };

  it('adds reactions in the order in which they came, and takes away the last of a kind', () => {
    const two = reacted(reacted(message, '👍', 'added', false), '🎉', 'added', true);
    expect(two.reactions).toEqual([{ emoji: '👍', count: 1 }, { emoji: '🎉', count: 1, mine: true }]);
    expect(reacted(two, '🎉', 'removed', true).reactions).toEqual([{ emoji: '👍', count: 1 }]);
  });

  it('counts one’s own reaction once, however often it is told', () => {
    const once = reacted(reacted(message, '👍', 'added', false), '👍', 'added', true);
    expect(reacted(once, '👍', 'added', true).reactions).toEqual([{ emoji: '👍', count: 2, mine: true }]);
    expect(reacted(message, '👍', 'removed', true)).toBe(message);
  });

  it('is called as its peer, or by its title', () => {
    expect(titleOf({ peer: { id: '1', login: 'boris', name: 'Boris' } })).toBe('Boris');
    expect(titleOf({ title: 'Spring fair' })).toBe('Spring fair');
    expect(titleOf({})).toBe('');
  });

  it('is muted until a time', () => {
    const settings = { muted_until: '2026-11-20T16:20:00.000Z', pinned: 0, archived: false };
    expect(isMuted(settings, Date.parse('2026-11-20T16:19:59.000Z'))).toBe(true);
    expect(isMuted(settings, Date.parse('2026-11-20T16:20:00.000Z'))).toBe(false);
    expect(isMuted({ ...settings, muted_until: null })).toBe(false);
  });
});
