import type { RouteRecordRaw } from 'vue-router';
import { useTexts } from '@/i18n/language';
import AddMailboxPane from './AddMailboxPane.vue';
import MailboxPane from './MailboxPane.vue';

const t = useTexts();

export const views: RouteRecordRaw[] = [
  { path: 'mailbox/:id/:mail?', name: 'mailbox', component: MailboxPane, props: true },
  {
    path: 'add-mailbox',
    name: 'add-mailbox',
    component: AddMailboxPane,
    meta: { entry: { glyph: 'mailPlus', text: () => t.value.addMailbox } },
  },
];
