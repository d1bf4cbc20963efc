import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import MessageMenu from '@/chat/message/MessageMenu.vue';
import type { Right } from '@/model/chat';

describe('chat/message/MessageMenu', () => {
  function menu(may: Right[], own: boolean, pinned = false) {
    const place = { x: 0, y: 0, opener: document.createElement('button') };
    return mount(MessageMenu, { props: { may, own, pinned, place } });
  }
  const keys = (wrapper: ReturnType<typeof menu>) =>
    wrapper.findAll('[role=menuitem]').map((item) => item.attributes('data-testid')!.replace('menu-', ''));
  const emoji = [...Array<string>(6).fill('react'), 'more-emoji'];

  it('has what one may do with one’s own message', () => {
    expect(keys(menu(['write', 'pin'], true))).toEqual([...emoji, 'reply', 'thread', 'edit', 'copy-text', 'copy-link', 'forward', 'save', 'pin', 'delete']);
  });

  it('has no editing of what others wrote, and deletes it by right alone', () => {
    expect(keys(menu(['write'], false))).toEqual([...emoji, 'reply', 'thread', 'copy-text', 'copy-link', 'forward', 'save']);
    expect(keys(menu(['write', 'delete'], false))).toEqual([...emoji, 'reply', 'thread', 'copy-text', 'copy-link', 'forward', 'save', 'delete']);
  });

  it('only copies where one may not write', () => {
    expect(keys(menu([], false))).toEqual(['copy-text', 'copy-link', 'forward', 'save']);
  });

  it('unpins what is pinned', () => {
    expect(menu(['pin'], false, true).get('[data-testid=menu-pin]').text()).toBe('Unpin');
  });
});
