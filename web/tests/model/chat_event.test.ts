import { describe, expect, it } from 'vitest';
import { messageOf, type ChatEventData } from '@/model/chat_event';

describe('model/chat_event', () => {
  const at = '2026-11-20T16:20:00.000Z';
  const read = (event: string, data: ChatEventData) => messageOf({ event, seq: 7, at, data }, 'me');
  const said = { id: 'm7', author: 'boris', text: 'six' };

  it('reads a message with what it answers', () => {
    const reply_to = { seq: 3, author: 'me', text: 'When?' };
    expect(read('message.created', { ...said, op: 'o', reply_to })).toEqual({ ...said, seq: 7, at, op: 'o', reply_to });
  });

  it('knows whom a message calls', () => {
    expect(read('message.created', { ...said, mentions: ['me'] })?.calls_me).toBe(true);
    expect(read('message.created', { ...said, everybody: true })?.calls_me).toBe(true);
    expect(read('message.created', { ...said, mentions: ['carol'] })).not.toHaveProperty('calls_me');
    expect(read('message.created', { ...said, author: 'me', everybody: true })).not.toHaveProperty('calls_me');
  });

  it('reads a line of the room, by whom it was done', () => {
    const line = { line: 'renamed', title: 'Autumn' } as const;
    expect(read('chat.changed', { id: 'm7', by: 'boris', title: 'Autumn', line })).toMatchObject({ seq: 7, author: 'boris', text: '', line });
  });

  it('passes over what was deleted since, and events that say nothing', () => {
    expect(read('message.created', { deleted: true })).toBeUndefined();
    expect(read('role.changed', { user: 'boris', by: 'me' })).toBeUndefined();
  });
});
