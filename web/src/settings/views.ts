import type { RouteRecordRaw } from 'vue-router';
import DevicesPage from './DevicesPage.vue';
import SecurityPage from './SecurityPage.vue';
import SettingsPane from './SettingsPane.vue';

export const views: RouteRecordRaw[] = [
  {
    path: 'settings',
    name: 'settings',
    redirect: { name: 'devices' },
    component: SettingsPane,
    children: [
      { path: 'devices', name: 'devices', component: DevicesPage },
      { path: 'security', name: 'security', component: SecurityPage },
    ],
  },
];
