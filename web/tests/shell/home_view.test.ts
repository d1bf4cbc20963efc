import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { RouterView } from 'vue-router';
import { useOutbox } from '@/chat/outbox';
import { makeRouter } from '@/router';
import { signedIn } from '../signed_in';

describe('shell/HomeView', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    document.body.innerHTML = '';
  });

  async function home(path: string) {
    const page = await signedIn();
    const router = makeRouter();
    await router.push(path);
    const view = mount(RouterView, { global: { plugins: [router] }, attachTo: document.body });
    return { ...page, router, view };
  }

  const focused = () => document.activeElement?.textContent?.trim();

  it('has one main landmark, and a way past the rooms that comes first', async () => {
    const { view } = await home('/mailbox/7');
    expect(view.findAll('main')).toHaveLength(1);
    expect(view.findAll('main h1')).toHaveLength(1);
    const skip = view.get('[data-testid=skip]');
    expect(document.querySelector('a, button')).toBe(skip.element);
    await skip.trigger('click');
    expect(focused()).toBe('alice@example.org');
  });

  it('gives the focus to the title of the room that is opened, and back to its row', async () => {
    const { router, view } = await home('/add-mailbox');
    view.get<HTMLElement>('[data-testid=mailbox-item]').element.focus();
    await router.push('/mailbox/7');
    await flushPromises();
    expect(focused()).toBe('alice@example.org');
    await router.push('/');
    await flushPromises();
    expect(document.activeElement?.getAttribute('data-room')).toBe('mailbox:7');
  });

  it('leaves nothing behind on the way back, to which the browser’s own would lead again', async () => {
    const { router, view } = await home('/');
    const depth = () => (history.state as { position: number }).position;
    const start = depth();
    await router.push('/mailbox/7');
    await flushPromises();
    await view.get('main [data-testid=back]').trigger('click', { button: 0 });
    await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/'));
    expect(depth()).toBe(start);
    await router.replace('/mailbox/7');
    await flushPromises();
    await view.get('main [data-testid=back]').trigger('click', { button: 0 });
    await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/'));
    expect(depth()).toBe(start);
  });

  it('says in words when the server wants no reconnect, and that a mailbox is refused', async () => {
    const { socket, view } = await home('/mailbox/7');
    const state = { state: 'refused', folder: '', done: 0, remaining: 0, percent: 0, error: 'NO wrong password', retry_at: null };
    socket.event('mailbox:7', undefined, 'mailbox.state', state);
    await nextTick();
    expect(view.get('[data-testid=mailbox-item]').text()).toContain('Refused: NO wrong password');
    socket.drops(4503, '{"code":"forbidden"}');
    await nextTick();
    expect(view.get('[data-testid=connection-state]').text()).toContain('Reload the page to go on');
    expect(view.find('[data-testid=reload]').exists()).toBe(true);
  });

  it('says that what was written is kept only when the browser has kept it', async () => {
    const { socket, view } = await home('/mailbox/7');
    vi.stubGlobal('indexedDB', undefined);
    useOutbox().draft('42', 'half a thou');
    await flushPromises();
    socket.drops(4503, '{"code":"forbidden"}');
    await nextTick();
    expect(view.get('[data-testid=connection-state]').text()).toContain('could not keep what you have written');
  });

  it('closes the account menu when the focus goes on behind it', async () => {
    const { view } = await home('/mailbox/7');
    await view.get('[data-testid=account-menu]').trigger('click');
    expect(view.find('[data-testid=account-panel]').exists()).toBe(true);
    await view.get('.account').trigger('focusout', { relatedTarget: view.get('[data-testid=people-search]').element });
    expect(view.get('[data-testid=account-menu]').attributes('aria-expanded')).toBe('false');
  });
});
