import { mount, type VueWrapper } from '@vue/test-utils';
import { nextTick } from 'vue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useChat } from '@/chat/chat';
import { chooseLanguage } from '@/i18n/language';
import { makeRouter } from '@/router';
import RoomSidebar from '@/shell/RoomSidebar.vue';
import { dialog, group, settled, signedIn } from '../signed_in';

describe('shell/RoomSidebar', () => {
  afterEach(() => chooseLanguage('en'));

  it('opens the views that bring an entry, in both languages', async () => {
    await signedIn();
    const sidebar = mount(RoomSidebar, { global: { plugins: [makeRouter()] } });
    const entry = sidebar.get('[data-testid=add-mailbox]');
    expect(entry.attributes('href')).toBe('#/add-mailbox');
    expect(entry.text()).toBe('Add a mailbox');
    chooseLanguage('ru');
    await nextTick();
    expect(entry.text()).toBe('Добавить почту');
  });

  const rowOf = (wrapper: VueWrapper, room: string) => wrapper.get<HTMLElement>(`[data-room="${room}"]`).element;

  it('passes the focus of a row that leaves to its neighbour', async () => {
    const { rooms } = await signedIn([], [dialog(5), group()]);
    const wrapper = mount(RoomSidebar, { attachTo: document.body, global: { plugins: [makeRouter()], stubs: { TransitionGroup: false } } });
    await vi.waitFor(() => expect(rooms.list).toHaveLength(2));
    rowOf(wrapper, 'chat:43').focus();
    useChat().chats.delete('43');
    await nextTick();
    expect(document.activeElement).toBe(rowOf(wrapper, 'chat:42'));
    wrapper.unmount();
  });

  it('gives the focus back to a row that was moved by its menu', async () => {
    const { socket } = await signedIn([], [dialog(5), group()]);
    const wrapper = mount(RoomSidebar, { attachTo: document.body, global: { plugins: [makeRouter()] } });
    const row = rowOf(wrapper, 'chat:43');
    row.focus();
    await wrapper.get('[data-room="chat:43"]').trigger('keydown', { key: 'ContextMenu' });
    await wrapper.get('[data-testid=menu-pin-room]').trigger('click');
    row.blur();
    socket.answers({ settings: { muted_until: null, pinned: 1, archived: false } }, socket.requests('settings').at(-1)!);
    await settled();
    expect(document.activeElement).toBe(rowOf(wrapper, 'chat:43'));
    wrapper.unmount();
  });
});
