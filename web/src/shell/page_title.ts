import { watchEffect } from 'vue';
import { useRoute } from 'vue-router';
import { useConnection } from '@/account/connection';
import { useSession } from '@/account/session';
import { useUnread } from '@/account/unread';
import { useTexts } from '@/i18n/language';
import { useRooms } from './rooms';

/** Keeps the page's title current: how much is new, the room on the screen, whether the connection is lost. */
export function usePageTitle(): void {
  const session = useSession();
  const rooms = useRooms();
  const unread = useUnread();
  const connection = useConnection();
  const route = useRoute();
  const t = useTexts();

  watchEffect(() => {
    const parts = ['Vestnik'];
    if (session.status === 'in') {
      const here = rooms.list.find(({ kind, id }) => kind === route.name && id === route.params.id);
      if (here) parts.unshift(here.title);
      if (connection.opened && connection.state.name !== 'open') parts.unshift(t.value.reconnecting);
    } else if (session.status === 'out') {
      parts.unshift(route.name === 'register' ? t.value.register : t.value.signIn);
    }
    const news = session.status === 'in' && unread.total > 0 ? `(${unread.total}) ` : '';
    document.title = news + parts.join(' · ');
  });
}
