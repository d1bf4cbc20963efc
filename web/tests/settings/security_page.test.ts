import { mount } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import SecurityPage from '@/settings/SecurityPage.vue';

afterEach(() => void vi.unstubAllGlobals());

test('a change without an answer may have been made', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  const wrapper = mount(SecurityPage);
  await wrapper.get('form').trigger('submit');
  await vi.waitFor(() => expect(wrapper.get('[data-testid=password-problem]').text()).toContain('It may have changed: try the new password.'));
});
