import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseLanguage } from '@/i18n/language';
import { makeRouter } from '@/router';
import RoomSidebar from '@/shell/RoomSidebar.vue';
import { signedIn } from '../signed_in';

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
});
