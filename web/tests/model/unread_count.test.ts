import { describe, expect, it } from 'vitest';
import { countUnread } from '@/model/unread_count';

describe('model/unread_count', () => {
  const base = { seq: 10, unread: 3, mentions: 1, head: 20 };
  const message = (seq: number, more: object = {}) => ({ seq, author: 'boris', ...more });

  it('goes on from what the server has counted', () => {
    const known = { from: 21, messages: [message(21), message(22, { calls_me: true })] };
    expect(countUnread(base, known, 10, 'me')).toEqual({ unread: 5, mentions: 2 });
  });

  it('counts nobody’s own messages, no deleted ones, and no lines of the room', () => {
    const messages = [message(21, { author: 'me' }), message(22, { deleted_at: 'x' }), message(23, { line: { line: 'left', people: [] } })];
    expect(countUnread(base, { from: 21, messages }, 10, 'me')).toEqual({ unread: 3, mentions: 1 });
  });

  it('counts alone what is known as a whole', () => {
    const known = { from: 9, messages: [message(9), message(12), message(20, { calls_me: true }), message(21)] };
    expect(countUnread(base, known, 10, 'me')).toEqual({ unread: 3, mentions: 1 });
    expect(countUnread(base, known, 20, 'me')).toEqual({ unread: 1, mentions: 0 });
  });

  it('keeps what the server has counted while the mark stands among what is not known', () => {
    expect(countUnread(base, { from: 21, messages: [] }, 15, 'me')).toEqual({ unread: 3, mentions: 1 });
  });

  it('counts no further than the server', () => {
    const messages = Array.from({ length: 150 }, (_, n) => message(21 + n));
    expect(countUnread(base, { from: 21, messages }, 20, 'me').unread).toBe(100);
  });
});
