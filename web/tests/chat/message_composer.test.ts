import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import MessageComposer from '@/chat/MessageComposer.vue';
import { useChat } from '@/chat/chat';

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
    expect(send).toHaveBeenCalledExactlyOnceWith('42', 'hello');
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
    expect(send).toHaveBeenCalledExactlyOnceWith('42', 'при');
    expect((field.element as HTMLTextAreaElement).value).toBe('');
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
});
