import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import PopMenu from '@/ui/PopMenu.vue';
import { settled } from '../signed_in';

describe('ui/PopMenu', () => {
  afterEach(() => void (document.body.innerHTML = ''));

  async function opened() {
    const opener = document.createElement('button');
    document.body.append(opener);
    const [reply, remove] = [vi.fn(), vi.fn()];
    const items = [
      { key: 'reply', glyph: 'reply', text: 'Reply', act: reply },
      { key: 'delete', glyph: 'bin', text: 'Delete', act: remove },
    ] as const;
    const wrapper = mount(PopMenu, { props: { items, place: { x: 1, y: 1, opener }, label: 'Message' }, attachTo: document.body });
    await settled();
    const press = (key: string) => document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    return { opener, reply, remove, wrapper, press };
  }
  const focused = () => (document.activeElement as HTMLElement).dataset.testid;

  it('has the focus on its first entry, and moves it by the arrows in a circle', async () => {
    const { press } = await opened();
    expect(focused()).toBe('menu-reply');
    press('ArrowDown');
    expect(focused()).toBe('menu-delete');
    press('ArrowDown');
    expect(focused()).toBe('menu-reply');
    press('End');
    expect(focused()).toBe('menu-delete');
  });

  it('does what is chosen, and gives the focus back', async () => {
    const { opener, reply, wrapper } = await opened();
    document.querySelector<HTMLElement>('[data-testid=menu-reply]')!.click();
    expect(reply).toHaveBeenCalledOnce();
    expect(wrapper.emitted('close')).toHaveLength(1);
    expect(document.activeElement).toBe(opener);
  });

  it.each(['Escape', 'Tab'])('closes with %s and does nothing', async (key) => {
    const { press, reply, remove, wrapper } = await opened();
    press(key);
    expect(wrapper.emitted('close')).toHaveLength(1);
    expect([reply, remove].some((act) => act.mock.calls.length > 0)).toBe(false);
  });
});
