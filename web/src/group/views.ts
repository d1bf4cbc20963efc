import type { RouteRecordRaw } from 'vue-router';
import { useTexts } from '@/i18n/language';
import NewGroupPane from './NewGroupPane.vue';

const t = useTexts();

export const views: RouteRecordRaw[] = [
  {
    path: 'new-group',
    name: 'new-group',
    component: NewGroupPane,
    meta: { entry: { glyph: 'people', text: () => t.value.newGroup } },
  },
];
