import { watchEffect } from 'vue';
import { useRoute } from 'vue-router';
import { useLive } from '@/account/live';
import { useSession } from '@/account/session';
import { useUnread } from '@/account/unread';
import { useTexts } from '@/i18n/language';
import { useRooms } from './rooms';

/** Keeps the page's title true: what is new, where one is, whether the line is up. */
export function usePageTitle(): void {
  const session = useSession();
  const rooms = useRooms();
  const unread = useUnread();
  const live = useLive();
  const route = useRoute();
  const t = useTexts();

  watchEffect(() => {
    const parts = ['Vestnik'];
    if (session.status === 'in') {
      const here = rooms.list.find(({ kind, id }) => kind === route.name && id === route.params.id);
      if (here) parts.unshift(here.title);
      if (live.opened && live.state.name !== 'open') parts.unshift(t.value.reconnecting);
    } else if (session.status === 'out') {
      parts.unshift(route.name === 'register' ? t.value.register : t.value.signIn);
    }
    const news = session.status === 'in' && unread.total > 0 ? `(${unread.total}) ` : '';
    document.title = news + parts.join(' · ');
  });
}
