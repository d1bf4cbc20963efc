import { defineStore } from 'pinia';
import { ref } from 'vue';
import * as api from '@/api/session';
import type { Person } from '@/model/person';
import { Refusal } from '@/realtime';

export type SessionStatus = 'unknown' | 'out' | 'in';

/** The person signed in. The session's secret is in a cookie that this page cannot read. */
export const useSession = defineStore('session', () => {
  const status = ref<SessionStatus>('unknown');
  const user = ref<Person | null>(null);
  /** Set when the session ended by itself, so that the sign-in page can say so. */
  const ended = ref(false);
  /** Set during `signOut`: the socket may report the end of the session before the reply to the sign-out arrives. */
  let leaving = false;

  function enter(person: Person): void {
    user.value = person;
    status.value = 'in';
    ended.value = false;
  }

  function leave(): void {
    user.value = null;
    status.value = 'out';
  }

  /** Asks the server who is signed in. Throws when the server cannot be reached; then nothing changes. */
  async function restore(): Promise<void> {
    try {
      enter(await api.me());
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.status !== 401) throw problem;
      leave();
    }
  }

  async function register(registration: api.Registration): Promise<void> {
    enter(await api.register(registration));
  }

  async function signIn(login: string, password: string): Promise<void> {
    enter(await api.signIn(login, password));
  }

  async function signOut(): Promise<void> {
    leaving = true;
    try {
      await api.signOut();
    } catch (problem) {
      if (!(problem instanceof Refusal) || problem.status !== 401) throw problem;
    } finally {
      leaving = false;
    }
    leave();
  }

  /** The session is no longer this person's (close code 4501, or 401). Who is signed in now is to be asked: `restore`. */
  function end(): void {
    if (status.value !== 'in') return;
    user.value = null;
    status.value = leaving ? 'out' : 'unknown';
    ended.value = !leaving;
  }

  return { status, user, ended, restore, register, signIn, signOut, end };
});
