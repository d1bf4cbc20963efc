import type { RouteRecordRaw } from 'vue-router';
import ChatPane from './ChatPane.vue';

export const views: RouteRecordRaw[] = [{ path: 'chat/:id/:seq(\\d+)?', name: 'chat', component: ChatPane, props: true }];
