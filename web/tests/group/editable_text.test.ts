import { mount } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import EditableText from '@/group/EditableText.vue';

describe('group/EditableText', () => {
  async function editing() {
    const save = vi.fn(async () => undefined);
    const wrapper = mount(EditableText, { props: { text: 'Spring fair', label: 'Name', testid: 'it', most: 80, save } });
    await wrapper.get('[data-testid=it-edit]').trigger('click');
    return { save, wrapper, field: wrapper.get('[data-testid=it-field]') };
  }

  it('saves what was typed', async () => {
    const { field, save, wrapper } = await editing();
    await field.setValue(' Autumn fair ');
    await wrapper.get('form').trigger('submit');
    expect(save).toHaveBeenCalledExactlyOnceWith('Autumn fair');
    expect(wrapper.find('[data-testid=it-field]').exists()).toBe(false);
  });

  it('saves nothing with Esc, and nothing that is the same', async () => {
    const { field, save, wrapper } = await editing();
    await field.setValue('Autumn fair');
    await field.trigger('keydown', { key: 'Escape' });
    await wrapper.get('[data-testid=it-edit]').trigger('click');
    await wrapper.get('form').trigger('submit');
    expect(save).not.toHaveBeenCalled();
  });
});
