import { mount } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import ForwardDialog from '@/chat/message/ForwardDialog.vue';
import { boris, dialog, group } from '../../signed_in';

describe('chat/message/ForwardDialog', () => {
  HTMLDialogElement.prototype.showModal ??= vi.fn();
  HTMLDialogElement.prototype.close ??= vi.fn();

  const chats = [
    dialog(5, { peer: boris, active_at: '2026-11-20T16:20:00.000Z' }),
    group({ active_at: '2026-11-21T16:20:00.000Z' }),
    group({ id: '44', title: 'Notices', may: [] }),
    group({ id: '45', kind: 'saved', title: '', active_at: '2026-11-19T16:20:00.000Z' }),
  ];
  const names = (wrapper: ReturnType<typeof open>) => wrapper.findAll('[data-testid=forward-room]').map((room) => room.attributes('data-room'));
  const open = () => mount(ForwardDialog, { props: { chats } });

  it('has the rooms in which one may write, the one that was active last first', () => {
    expect(names(open())).toEqual(['chat:43', 'chat:42', 'chat:45']);
  });

  it('finds rooms by title, and people by name and login', async () => {
    const wrapper = open();
    for (const [query, found] of [['FAIR', ['chat:43']], ['bor', ['chat:42']], ['saved', ['chat:45']], ['nobody', []]] as const) {
      await wrapper.get('[data-testid=forward-search]').setValue(query);
      expect(names(wrapper)).toEqual(found);
    }
  });

  it('chooses by a click, or the first by Enter', async () => {
    const wrapper = open();
    await wrapper.get('[data-room="chat:42"]').trigger('click');
    await wrapper.get('[data-testid=forward-search]').trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('choose')!.map(([chat]) => (chat as { id: string }).id)).toEqual(['42', '43']);
  });
});
