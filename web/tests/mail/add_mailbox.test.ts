import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, language } from '@/i18n/language';
import { useMail } from '@/mail/mail';
import AddMailboxPane from '@/mail/AddMailboxPane.vue';
import { makeRouter } from '@/router';
import RoomSidebar from '@/shell/RoomSidebar.vue';
import { account, signedIn } from '../signed_in';

describe('mail/AddMailboxPane', () => {
  afterEach(() => void vi.unstubAllGlobals());

  const added = { ...account, id: '8', address: 'anna@example.org' };
  const refusal = { code: 'mail_refused', field: '', message: 'NO wrong password' };

  /** The form is filled in and sent. */
  async function adding() {
    const { socket } = await signedIn();
    const router = makeRouter();
    await router.push('/add-mailbox');
    const global = { plugins: [router] };
    const pane = mount(AddMailboxPane, { global });
    const sidebar = mount(RoomSidebar, { global });
    await pane.get('[data-testid=mail-address]').setValue('anna@example.org');
    await pane.get('[data-testid=mail-host]').setValue('imap.example.org');
    await pane.get('[data-testid=mail-password]').setValue('sesame');
    await pane.get('form').trigger('submit');
    const ops = () => socket.requests('add').map(({ payload }) => payload.op);
    return { socket, router, global, pane, sidebar, ops };
  }

  it('goes to the mailbox when it is added', async () => {
    const { router, socket } = await adding();
    socket.answers({ account: added }, socket.requests('add')[0]);
    await flushPromises();
    expect(router.currentRoute.value.path).toBe('/mailbox/8');
  });

  it('leaves the person where they are who have gone elsewhere', async () => {
    const { pane, router, sidebar, socket } = await adding();
    await router.push('/chat/42');
    pane.unmount();
    expect(sidebar.get('[data-testid=adding-mailbox]').text()).toContain('anna@example.org');
    socket.answers({ account: added }, socket.requests('add')[0]);
    await flushPromises();
    expect(router.currentRoute.value.path).toBe('/chat/42');
    expect(sidebar.find('[data-testid=adding-mailbox]').exists()).toBe(false);
    expect(sidebar.findAll('[data-testid=mailbox-item]')).toHaveLength(2);
  });

  it('tells a refusal to whom has gone elsewhere, and shows the form again as it was', async () => {
    const { global, pane, router, sidebar, socket } = await adding();
    await router.push('/chat/42');
    pane.unmount();
    socket.refuses(422, refusal, socket.requests('add')[0]);
    await flushPromises();
    const item = sidebar.get('[data-testid=adding-mailbox]');
    expect(item.attributes('data-state')).toBe('refused');
    expect(item.text()).toContain('NO wrong password');
    const again = mount(AddMailboxPane, { global });
    expect((again.get('[data-testid=mail-address]').element as HTMLInputElement).value).toBe('anna@example.org');
    expect((again.get('[data-testid=mail-host]').element as HTMLInputElement).value).toBe('imap.example.org');
    expect(again.get('[data-testid=mail-problem]').text()).toContain('NO wrong password');
    await again.get('[data-testid=mail-cancel]').trigger('click');
    expect(useMail().adding).toBeNull();
  });

  it('adds one mailbox at a time, whose settings stand still', async () => {
    const { ops, pane } = await adding();
    await pane.get('form').trigger('submit');
    expect(ops()).toHaveLength(1);
    expect(pane.get('fieldset.fields').attributes('disabled')).toBeDefined();
    expect(pane.get('[data-testid=mail-goes-on]').text()).toContain('goes on');
  });

  it.each([
    ['en', 'You have this mailbox already.'],
    ['ru', 'Этот почтовый ящик у вас уже есть.'],
  ] as const)('says in the language of the page (%s) that the person has the mailbox already', async (tongue, words) => {
    const before = language.value;
    chooseLanguage(tongue);
    const { pane, socket } = await adding();
    const there = { code: 'conflict', field: 'user', message: 'you have the mailbox of anna at imap.example.org already' };
    socket.refuses(409, there, socket.requests('add')[0]);
    await flushPromises();
    expect(pane.text()).toContain(words);
    chooseLanguage(before);
  });

  it('repeats with the same op what may have succeeded, and with another what was refused', async () => {
    const { ops, pane, socket } = await adding();
    socket.refuses(422, refusal, socket.requests('add')[0]);
    await flushPromises();
    await pane.get('form').trigger('submit');
    expect(ops()[1]).not.toBe(ops()[0]);
    const mail = useMail();
    mail.adding = { ...mail.adding!, problem: (await import('@/realtime')).Refusal.timeout() };
    await pane.get('form').trigger('submit');
    expect(ops()[2]).toBe(ops()[1]);
  });
});
