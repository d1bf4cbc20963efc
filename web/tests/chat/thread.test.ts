import { describe, expect, it } from 'vitest';
import { changed, hear, insert, newThread, propose } from '@/chat/thread';

describe('chat/thread', () => {
  const at = '2026-11-20T16:20:00.000Z';
  const message = (seq: number, more: object = {}) => ({ id: `m${seq}`, seq, author: 'boris', text: `text ${seq}`, at, ...more });
  const thread = (...messages: ReturnType<typeof message>[]) => {
    const made = newThread();
    insert(made, messages);
    return made;
  };
  const later = (event: string, data: object) => ({ event, seq: 9, at: '2026-11-20T17:00:00.000Z', data });

  it('shows the text that a message has now, also where it is quoted and pinned', () => {
    const edited = thread(message(1), message(2, { reply_to: { seq: 1, author: 'boris', text: 'text 1' } }));
    edited.pins = [{ message: { seq: 1, author: 'boris', text: 'text 1' }, by: 'me', at }];
    hear(edited, later('message.edited', { message: 1, text: 'now @me', mentions: ['me'] }), 'me');
    expect(edited.messages[0]).toMatchObject({ text: 'now @me', edited_at: '2026-11-20T17:00:00.000Z', calls_me: true });
    expect(edited.messages[1]).toMatchObject({ reply_to: { text: 'now @me' } });
    expect(edited.pins[0]?.message.text).toBe('now @me');
  });

  it('keeps the place of a deleted message, and nothing of it', () => {
    const deleted = thread(message(1, { reactions: [{ emoji: '👍', count: 1 }] }), message(2, { reply_to: { seq: 1, author: 'boris', text: 'text 1' } }));
    hear(deleted, later('message.deleted', { message: 1, by: 'carol' }), 'me');
    expect(deleted.messages[0]).toMatchObject({ seq: 1, text: '', deleted_by: 'carol' });
    expect(deleted.messages[0]).not.toHaveProperty('reactions');
    expect(deleted.messages[1]).toMatchObject({ reply_to: { deleted: true, text: '' } });
  });

  it('counts the reactions of others, and one’s own once', () => {
    const one = thread(message(1));
    hear(one, later('reaction.changed', { message: 1, user: 'carol', emoji: '👍', change: 'added' }), 'me');
    for (let times = 0; times < 2; times += 1) {
      hear(one, later('reaction.changed', { message: 1, user: 'me', emoji: '👍', change: 'added' }), 'me');
    }
    expect(one.messages[0]?.reactions).toEqual([{ emoji: '👍', count: 2, mine: true }]);
  });

  it('shows a change before it is so, and no longer when it is taken back', () => {
    const one = thread(message(1, { author: 'me' }));
    const shown = () => changed(one.messages[0]!, one.changes.get(1), 'me');
    propose(one, 1, { text: 'better', reactions: { '🎉': 'added' } });
    expect(shown()).toMatchObject({ text: 'better', edited_at: at, reactions: [{ emoji: '🎉', count: 1, mine: true }] });
    propose(one, 1, { deleted: true });
    expect(shown()).toMatchObject({ text: '', deleted_by: 'me' });
    propose(one, 1, undefined);
    expect(shown()).toBe(one.messages[0]);
  });
});
