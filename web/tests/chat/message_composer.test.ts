import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import MessageComposer from '@/chat/MessageComposer.vue';
import { useChanges } from '@/chat/changes';
import { useChat } from '@/chat/chat';
import { insert } from '@/chat/thread';
import { group } from '../signed_in';

describe('chat/MessageComposer', () => {
  beforeEach(() => setActivePinia(createPinia()));

  function composer() {
    const send = vi.spyOn(useChat(), 'send');
    const wrapper = mount(MessageComposer, { props: { chat: '42', name: 'Boris' } });
    return { send, wrapper, field: wrapper.get('[data-testid=composer]') };
  }

  it('sends on Enter and becomes empty', async () => {
    const { field, send } = composer();
    await field.setValue('  hello  ');
    await field.trigger('keydown', { key: 'Enter' });
    expect(send).toHaveBeenCalledExactlyOnceWith('42', 'hello', undefined, false);
    expect((field.element as HTMLTextAreaElement).value).toBe('');
  });

  it.each([{ shiftKey: true }, { isComposing: true }, { keyCode: 229 }])('does not send on Enter with %j', async (flag) => {
    const { field, send } = composer();
    await field.setValue('hello');
    await field.trigger('keydown', { key: 'Enter', ...flag });
    expect(send).not.toHaveBeenCalled();
  });

  it('can send what is still being composed', async () => {
    const { field, send, wrapper } = composer();
    await field.trigger('compositionstart');
    (field.element as HTMLTextAreaElement).value = 'при';
    await field.trigger('input', { isComposing: true });
    expect(wrapper.get('[data-testid=send]').attributes('disabled')).toBeUndefined();
    await wrapper.get('form').trigger('submit');
    expect(send).toHaveBeenCalledExactlyOnceWith('42', 'при', undefined, false);
    expect((field.element as HTMLTextAreaElement).value).toBe('');
  });

  it('takes a name by Tab and nothing by Shift+Tab', async () => {
    useChat().chats.set('43', group());
    const wrapper = mount(MessageComposer, { props: { chat: '43', name: 'Spring fair' } });
    const field = wrapper.get('[data-testid=composer]');
    const written = () => (field.element as HTMLTextAreaElement).value;
    await field.setValue('@a');
    expect(wrapper.findAll('[data-testid=mention]')).toHaveLength(1);
    await field.trigger('keydown', { key: 'Tab', shiftKey: true });
    expect(written()).toBe('@a');
    await field.trigger('keydown', { key: 'Tab' });
    expect(written()).toBe('@all ');
  });

  it('does not send blanks', async () => {
    const { field, send, wrapper } = composer();
    await field.setValue(' \n ');
    await field.trigger('keydown', { key: 'Enter' });
    expect(send).not.toHaveBeenCalled();
    expect(wrapper.get('[data-testid=send]').attributes('disabled')).toBeDefined();
  });

  it('keeps unsent text while another room is shown', async () => {
    const { field, wrapper } = composer();
    await field.setValue('half a thou');
    wrapper.unmount();
    const again = mount(MessageComposer, { props: { chat: '42', name: 'Boris' } });
    expect((again.get('[data-testid=composer]').element as HTMLTextAreaElement).value).toBe('half a thou');
  });

  describe('with an old message', () => {
    const at = '2026-11-20T16:20:00.000Z';
    const stored = (seq: number, more: object = {}) => ({ id: `m${seq}`, seq, author: '', text: `text ${seq}`, at, ...more });

    it('takes the last own message with ↑, and gives it another text', async () => {
      const { field, send } = composer();
      const edit = vi.spyOn(useChanges(), 'edit').mockResolvedValue();
      insert(useChat().thread('42'), [stored(1), stored(2), stored(3, { author: 'boris' }), stored(4, { deleted_at: at })]);
      await field.trigger('keydown', { key: 'ArrowUp' });
      expect((field.element as HTMLTextAreaElement).value).toBe('text 2');
      await field.setValue('better');
      await field.trigger('keydown', { key: 'Enter' });
      expect(edit).toHaveBeenCalledExactlyOnceWith('42', 2, 'better');
      expect(send).not.toHaveBeenCalled();
      expect((field.element as HTMLTextAreaElement).value).toBe('');
    });

    it('gives the draft back with Esc', async () => {
      const { field, wrapper } = composer();
      await field.setValue('half a thou');
      useChanges().compose('42', { kind: 'edit', seq: 2, text: 'text 2' });
      await wrapper.vm.$nextTick();
      expect((field.element as HTMLTextAreaElement).value).toBe('text 2');
      await field.trigger('keydown', { key: 'Escape' });
      expect((field.element as HTMLTextAreaElement).value).toBe('half a thou');
      expect(wrapper.find('[data-testid=composer-strip]').exists()).toBe(false);
    });

    it('sends an answer with what it answers', async () => {
      const { field, send } = composer();
      const to = { seq: 3, author: 'boris', text: 'text 3' };
      useChanges().compose('42', { kind: 'reply', to });
      await field.setValue('yes');
      await field.trigger('keydown', { key: 'Enter' });
      expect(send).toHaveBeenCalledExactlyOnceWith('42', 'yes', to, false);
      expect(useChanges().composing.has('42')).toBe(false);
    });
  });
});
