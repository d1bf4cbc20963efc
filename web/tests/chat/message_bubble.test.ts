import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import MessageBubble from '@/chat/MessageBubble.vue';
import type { MessageLine } from '@/chat/message_lines';
import type { Message } from '@/model/chat';

describe('chat/MessageBubble', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    setActivePinia(createPinia());
  });
  afterEach(() => void vi.useRealTimers());

  const names: Record<string, string> = { b: 'Boris', c: 'Carol' };
  function bubble(message: Partial<Message> = {}, more: Partial<MessageLine> = {}, group = true) {
    const place = { newDay: false, firstNew: false, first: true, last: true };
    const at = '2026-11-20T16:20:00.000Z';
    const line = { key: 'm1', seq: 7, author: 'b', text: 'six', at, message, fromSelf: false, outgoing: undefined, ...place, ...more };
    return mount(MessageBubble, { props: { line, group, nameOf: (id: string) => names[id] ?? '' } });
  }
  const text = (wrapper: ReturnType<typeof bubble>, id: string) => wrapper.find(`[data-testid=${id}]`).exists() && wrapper.get(`[data-testid=${id}]`).text();

  it('says in groups who wrote what others wrote', () => {
    expect(text(bubble(), 'message-author')).toBe('Boris');
    expect(text(bubble({}, { first: false }), 'message-author')).toBe(false);
    expect(text(bubble({}, { fromSelf: true }), 'message-author')).toBe(false);
    expect(text(bubble({}, {}, false), 'message-author')).toBe(false);
  });

  it('says that a message was deleted, and by whom if it was somebody else', () => {
    const at = '2026-11-20T17:00:00.000Z';
    expect(text(bubble({ deleted_at: at, deleted_by: 'b' }), 'message-deleted')).toBe('Message deleted');
    expect(text(bubble({ deleted_at: at, deleted_by: 'c' }), 'message-deleted')).toBe('Removed by Carol');
    expect(text(bubble({ deleted_at: at, deleted_by: 'c' }), 'message-menu')).toBe(false);
  });

  it('shows the quote, that it was edited, and reactions', async () => {
    const wrapper = bubble({
      edited_at: '2026-11-20T17:00:00.000Z',
      reply_to: { seq: 3, author: 'c', text: 'When?' },
      reactions: [{ emoji: '👍', count: 2, mine: true }],
    });
    expect(text(wrapper, 'message-edited')).toBe('edited');
    expect(text(wrapper, 'message-quote')).toBe('CarolWhen?');
    await wrapper.get('[data-testid=message-quote]').trigger('click');
    await wrapper.get('[data-testid=reaction][aria-pressed=true]').trigger('click');
    expect([wrapper.emitted('jump'), wrapper.emitted('toggle')]).toEqual([[[3]], [['👍']]]);
  });

  it('shows what the room says as a line, which has no menu', () => {
    const wrapper = bubble({ line: { line: 'left', people: [{ id: 'b', login: 'boris', name: 'Boris' }] } });
    expect(text(wrapper, 'room-line')).toBe('Boris left');
    expect(text(wrapper, 'message')).toBe(false);
  });

  it('leaves the long press of a link to the browser', async () => {
    const wrapper = bubble({}, { text: 'https://a.example' });
    await wrapper.get('a').trigger('touchstart', { touches: [{ clientX: 5, clientY: 6 }] });
    vi.advanceTimersByTime(1_000);
    expect(wrapper.emitted('menu')).toBeUndefined();
  });

  it('opens its menu by a right click, its button, Shift+F10, and a long press', async () => {
    const wrapper = bubble();
    const message = wrapper.get('[data-testid=message]');
    await message.trigger('contextmenu');
    await wrapper.get('[data-testid=message-menu]').trigger('click');
    await message.trigger('keydown', { key: 'F10', shiftKey: true });
    await message.trigger('touchstart', { touches: [{ clientX: 5, clientY: 6 }] });
    vi.advanceTimersByTime(350);
    expect(wrapper.emitted('menu')).toHaveLength(4);
    await message.trigger('touchstart', { touches: [{ clientX: 5, clientY: 6 }] });
    await message.trigger('touchmove');
    vi.advanceTimersByTime(350);
    expect(wrapper.emitted('menu')).toHaveLength(4);
  });

  it('has no menu while it is not stored', () => {
    const outgoing = { op: 'o', text: 'six', at: '', status: 'sending', problem: null } as const;
    expect(text(bubble({}, { seq: 0, fromSelf: true, outgoing }), 'message-menu')).toBe(false);
  });
});
