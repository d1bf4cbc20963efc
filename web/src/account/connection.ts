import { defineStore } from 'pinia';
import { markRaw, ref, shallowRef } from 'vue';
import { me } from '@/api/session';
import { RealtimeClient, Refusal, sessionEnded, type ConnectionState } from '@/realtime';
import { useSession } from './session';

/** The socket says who it is for: the cookie may have become somebody else's since the page was opened. */
function endpoint(user: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws?as=${user}`;
}

/** Whether the session still exists and is this person's; a browser does not tell a page why a WebSocket was refused. */
async function admitted(user: string): Promise<boolean> {
  try {
    return (await me()).id === user;
  } catch (problem) {
    return !(problem instanceof Refusal && problem.status === 401);
  }
}

/** The connection to the server while somebody is signed in, and its state for the page to show. */
export const useConnection = defineStore('connection', () => {
  const session = useSession();
  const state = ref<ConnectionState>({ name: 'idle' });
  /** Whether it has been open since the sign-in: before that the page shows “connecting”, later “reconnecting”. */
  const opened = ref(false);
  const current = shallowRef<RealtimeClient | null>(null); // null while nobody is signed in

  const retryNow = (): void => current.value?.retryNow();
  const retryWhenSeen = (): void => {
    if (document.visibilityState === 'visible') retryNow();
  };

  function open(): RealtimeClient {
    close();
    const user = userId();
    const opening = markRaw(
      new RealtimeClient({
        makeSocket: () => new WebSocket(endpoint(user), 'vestnik.v1'),
        admitted: () => admitted(user),
      }),
    );
    opening.onState((next) => {
      if (current.value !== opening) return;
      state.value = next;
      if (next.name === 'open') opened.value = true;
      if (next.name === 'ended' && next.code === sessionEnded) session.end();
    });
    current.value = opening;
    opening.open();
    addEventListener('online', retryNow);
    document.addEventListener('visibilitychange', retryWhenSeen);
    return opening;
  }

  function close(): void {
    removeEventListener('online', retryNow);
    document.removeEventListener('visibilitychange', retryWhenSeen);
    const old = current.value;
    current.value = null;
    old?.close();
    state.value = { name: 'idle' };
    opened.value = false;
  }

  /** The client. Throws `Refusal` while nobody is signed in. */
  function client(): RealtimeClient {
    if (!current.value) throw Refusal.disconnected();
    return current.value;
  }

  /** Whether this is the client of now: an answer that came for an earlier one is nobody's any more. */
  function connects(asked: RealtimeClient): boolean {
    return current.value === asked;
  }

  /** The id of the person signed in; empty when nobody is. */
  function userId(): string {
    return session.user?.id ?? '';
  }

  return { state, opened, open, close, retryNow, client, connects, userId };
});
