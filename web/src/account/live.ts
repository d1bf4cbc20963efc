import { defineStore } from 'pinia';
import { markRaw, ref, shallowRef } from 'vue';
import { me } from '@/api/session';
import { RealtimeClient, Refusal, sessionEnded, type ConnectionState } from '@/realtime';
import { useSession } from './session';

function endpoint(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
}

async function admitted(): Promise<boolean> {
  try {
    await me();
    return true;
  } catch (problem) {
    return !(problem instanceof Refusal && problem.status === 401);
  }
}

/** The line to the server while somebody is signed in, and its state for the page to show. */
export const useLive = defineStore('live', () => {
  const session = useSession();
  const state = ref<ConnectionState>({ name: 'idle' });
  /** Whether the line has ever been open: before, we connect; afterwards, we reconnect. */
  const opened = ref(false);
  const current = shallowRef<RealtimeClient | null>(null);

  const retryNow = (): void => current.value?.retryNow();
  const retryWhenSeen = (): void => {
    if (document.visibilityState === 'visible') retryNow();
  };

  function open(): RealtimeClient {
    close();
    const made = markRaw(new RealtimeClient({ makeSocket: () => new WebSocket(endpoint(), 'vestnik.v1'), admitted }));
    made.onState((next) => {
      if (current.value !== made) return;
      state.value = next;
      if (next.name === 'open') opened.value = true;
      if (next.name === 'ended' && next.code === sessionEnded) session.end();
    });
    current.value = made;
    made.open();
    addEventListener('online', retryNow);
    document.addEventListener('visibilitychange', retryWhenSeen);
    return made;
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

  /** The client; only to be asked for while somebody is signed in. */
  function client(): RealtimeClient {
    if (!current.value) throw Refusal.disconnected();
    return current.value;
  }

  /** The id of who is signed in. */
  function userId(): string {
    return session.user?.id ?? '';
  }

  return { state, opened, open, close, retryNow, client, userId };
});
