import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import MemberItem from '@/group/MemberItem.vue';
import type { Role } from '@/model/chat';
import type { MenuItem } from '@/ui/pop_menu';
import { alice, boris, group } from '../signed_in';

describe('group/MemberItem', () => {
  /** What Alice may do about Boris. */
  async function acts(own: { role: Role; may?: string[] }, role: Role, person = boris) {
    const member = { ...person, role, joined_at: '', read_seq: 0, read_at: null };
    const room = group(own as never);
    const item = mount(MemberItem, { props: { member, room, self: alice.id } });
    const button = item.find('[data-testid=member-menu]');
    if (!button.exists()) return [];
    await button.trigger('click');
    return (item.emitted('menu')![0]![0] as MenuItem[]).map(({ key }) => key);
  }

  it('lets the owner make admins and remove everybody', async () => {
    expect(await acts({ role: 'owner' }, 'member')).toEqual(['make-admin', 'remove']);
    expect(await acts({ role: 'owner' }, 'admin')).toEqual(['make-member', 'remove']);
  });

  it('lets an admin remove members, and no admins', async () => {
    const admin = { role: 'admin', may: ['write', 'remove'] } as const;
    expect(await acts({ ...admin, may: [...admin.may] }, 'member')).toEqual(['remove']);
    expect(await acts({ ...admin, may: [...admin.may] }, 'admin')).toEqual([]);
  });

  it('offers nothing that may not be done', async () => {
    expect(await acts({ role: 'member', may: ['write'] }, 'member')).toEqual([]);
    expect(await acts({ role: 'owner' }, 'owner', alice)).toEqual([]);
    expect(await acts({ role: 'admin', may: ['remove'] }, 'owner')).toEqual([]);
  });
});
