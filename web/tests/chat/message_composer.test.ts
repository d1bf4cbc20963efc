import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import MessageComposer from '@/chat/MessageComposer.vue';
import { useChat } from '@/chat/chat';

describe('chat/MessageComposer', () => {
  beforeEach(() => setActivePinia(createPinia()));

  function composer() {
    const send = vi.spyOn(useChat(), 'send').mockResolvedValue();
    const wrapper = mount(MessageComposer, { props: { chat: '42', name: 'Boris' } });
    return { send, wrapper, field: wrapper.get('[data-testid=composer]') };
  }

  it('sends by Enter and becomes empty', async () => {
    const { field, send } = composer();
    await field.setValue('  hello  ');
    await field.trigger('keydown', { key: 'Enter' });
    expect(send).toHaveBeenCalledExactlyOnceWith('42', 'hello');
    expect((field.element as HTMLTextAreaElement).value).toBe('');
  });

  it.each([{ shiftKey: true }, { isComposing: true }])('does not send by Enter with %j', async (how) => {
    const { field, send } = composer();
    await field.setValue('hello');
    await field.trigger('keydown', { key: 'Enter', ...how });
    expect(send).not.toHaveBeenCalled();
  });

  it('does not send blanks', async () => {
    const { field, send, wrapper } = composer();
    await field.setValue(' \n ');
    await field.trigger('keydown', { key: 'Enter' });
    expect(send).not.toHaveBeenCalled();
    expect(wrapper.get('[data-testid=send]').attributes('disabled')).toBeDefined();
  });

  it('keeps what is being written while one looks elsewhere', async () => {
    const { field, wrapper } = composer();
    await field.setValue('half a thou');
    wrapper.unmount();
    const again = mount(MessageComposer, { props: { chat: '42', name: 'Boris' } });
    expect((again.get('[data-testid=composer]').element as HTMLTextAreaElement).value).toBe('half a thou');
  });
});
