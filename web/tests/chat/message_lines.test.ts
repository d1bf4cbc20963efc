import { describe, expect, it } from 'vitest';
import { messageLines } from '@/chat/message_lines';
import { newThread, type Thread } from '@/chat/thread';

describe('chat/message_lines', () => {
  const thread = (...messages: [author: string, at: string][]): Thread => ({
    ...newThread(),
    messages: messages.map(([author, at], n) => ({ id: `m${n}`, seq: n + 1, author, text: 't', at })),
    phase: 'ready',
  });
  const shape = (lines: Thread) =>
    messageLines(lines, 'me').map(({ newDay, first, last }) => [newDay && 'day', first && 'first', last && 'last'].filter(Boolean).join(' '));

  it('groups the messages of one author within five minutes', () => {
    const messages = thread(['me', '2026-11-20T12:00:00'], ['me', '2026-11-20T12:04:00'], ['me', '2026-11-20T12:20:00'], ['you', '2026-11-20T12:20:01']);
    expect(shape(messages)).toEqual(['day first', 'last', 'first last', 'first last']);
  });

  it('begins a new group with each day', () => {
    expect(shape(thread(['me', '2026-11-19T23:59:00'], ['me', '2026-11-20T00:01:00']))).toEqual(['day first last', 'day first last']);
  });

  it('keeps a bubble’s key when its message is stored', () => {
    const writing = thread();
    writing.outgoing = [{ op: 'op-1', text: 't', at: '2026-11-20T12:00:00', status: 'sending', problem: null }];
    const stored = thread();
    stored.messages = [{ id: 'm9', op: 'op-1', seq: 9, author: 'me', text: 't', at: '2026-11-20T12:00:00' }];
    expect(messageLines(writing, 'me')[0]?.key).toBe(messageLines(stored, 'me')[0]?.key);
  });

  it('tells the messages of two people apart that have one op', () => {
    const both = thread(['me', '2026-11-20T12:00:00'], ['you', '2026-11-20T12:00:01']);
    both.messages = both.messages.map((message) => ({ ...message, op: 'op-1' }));
    expect(new Set(messageLines(both, 'me').map(({ key }) => key)).size).toBe(2);
  });

  describe('the line above what is new', () => {
    const texts = (messages: Thread, newAfter: number) => messageLines(messages, 'me', newAfter).map(({ firstNew }) => firstNew);
    const at = '2026-11-20T12:00:00';
    const dialog = thread(['you', at], ['me', at], ['me', at], ['you', at], ['you', at]);

    it('stands above the first message of somebody else after the mark', () => {
      expect(texts(dialog, 2)).toEqual([false, false, false, true, false]);
      expect(texts(dialog, 4)).toEqual([false, false, false, false, true]);
      expect(texts(dialog, 5)).toEqual([false, false, false, false, false]);
    });

    it('waits for the page on which what is new begins', () => {
      const end = { ...dialog, messages: dialog.messages.slice(3), more: true };
      expect(texts(end, 1)).toEqual([false, false]);
      expect(texts(end, 3)).toEqual([true, false]);
      expect(texts({ ...end, more: false }, 1)).toEqual([true, false]);
    });

    it('begins a group', () => {
      const lines = messageLines(thread(['you', at], ['you', at]), 'me', 1);
      expect(lines.map(({ first, last }) => [first, last])).toEqual([[true, true], [true, true]]);
    });
  });
});
