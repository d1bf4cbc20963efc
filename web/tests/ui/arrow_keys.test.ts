import { mount } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { h } from 'vue';
import { onArrow } from '@/ui/arrow_keys';

afterEach(() => {
  document.body.innerHTML = '';
});

it('moves the focus between the links of a list, and no further', async () => {
  const links = ['one', 'two'].map((text) => h('li', h('a', { href: `#${text}` }, text)));
  const list = mount(() => h('ul', { onKeydown: onArrow }, links), { attachTo: document.body });
  const [first] = list.findAll('a');
  first!.element.focus();
  const seen = [];
  for (const key of ['ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'a']) {
    await list.trigger('keydown', { key });
    seen.push(document.activeElement?.textContent);
  }
  expect(seen).toEqual(['one', 'two', 'two', 'one', 'one']);
});
