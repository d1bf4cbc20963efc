import type { RouteRecordRaw } from 'vue-router';
import DevicesPage from './DevicesPage.vue';
import SecurityPage from './SecurityPage.vue';
import SettingsPane from './SettingsPane.vue';

export const views: RouteRecordRaw[] = [
  {
    path: 'settings',
    component: SettingsPane,
    children: [
      { path: '', redirect: { name: 'devices' } },
      { path: 'devices', name: 'devices', component: DevicesPage },
      { path: 'security', name: 'security', component: SecurityPage },
    ],
  },
];
