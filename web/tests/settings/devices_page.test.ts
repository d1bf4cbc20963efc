import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import DevicesPage from '@/settings/DevicesPage.vue';
import { toast } from '@/ui/toasts';
import { settled } from '../signed_in';

enableAutoUnmount(afterEach);
afterEach(() => {
  vi.unstubAllGlobals();
  toast.value = '';
});

const session = (id: string, created_at: string, here = false) => ({ id, client: '', address: '192.0.2.1', created_at, expires_at: created_at, here });
const all = [session('1', '2026-11-20T16:20:00Z', true), session('2', '2026-11-21T16:20:00Z'), session('3', '2026-11-22T16:20:00Z')];

/** The server knows these sessions, and answers a sign-out so. */
async function page(status: number, body?: object) {
  let known = all;
  vi.stubGlobal('fetch', (_: string, { method }: RequestInit) => {
    if (method === 'GET') return Promise.resolve(new Response(JSON.stringify({ sessions: known })));
    known = all.slice(0, 2);
    return Promise.resolve(new Response(body ? JSON.stringify(body) : null, { status }));
  });
  const wrapper = mount(DevicesPage, { attachTo: document.body });
  await vi.waitFor(() => expect(wrapper.findAll('[data-testid=device]')).toHaveLength(3));
  const buttons = () => wrapper.findAll<HTMLElement>('[data-testid=revoke]');
  const signOut = async () => {
    buttons()[1]!.element.focus();
    await buttons()[1]!.trigger('click');
    await vi.waitFor(() => expect(buttons()).toHaveLength(1));
    await settled();
  };
  return { buttons, signOut };
}

test('a device that is signed out is told, and the focus stays on the page', async () => {
  const { signOut } = await page(204);
  await signOut();
  expect(toast.value).toBe('Signed out: Unknown program');
  expect(document.activeElement?.textContent).toBe('Devices');
});

test('a device that is out already is no refusal', async () => {
  const { signOut } = await page(404, { errors: [{ code: 'not_found', field: '', message: 'there is no such session' }] });
  await signOut();
  expect(toast.value).toBe('');
});

test('equal programs are told apart by the time', async () => {
  const { buttons } = await page(204);
  expect(new Set(buttons().map((each) => each.attributes('aria-label'))).size).toBe(2);
});
