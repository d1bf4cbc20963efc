import { describe, expect, it } from 'vitest';
import { chatOf, rootOf, threadOf } from '@/model/place';

describe('model/place', () => {
  it('is the chat, or a thread of it', () => {
    expect(threadOf('42', 0)).toBe('42');
    expect(threadOf('42', 7)).toBe('42/7');
    for (const root of [0, 7]) expect([chatOf(threadOf('42', root)), rootOf(threadOf('42', root))]).toEqual(['42', root]);
  });
});
