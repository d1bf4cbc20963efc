import { createRouter, createWebHashHistory, type Router, type RouteRecordRaw } from 'vue-router';
import RegisterView from './account/RegisterView.vue';
import SignInView from './account/SignInView.vue';
import { useSession } from './account/session';
import HomeView from './shell/HomeView.vue';
import WelcomePane from './shell/WelcomePane.vue';
import { lastRoom, rememberRoom } from './shell/last_room';

/** What stands in the frame of the page: each folder brings its views. */
export const views = Object.values(import.meta.glob<RouteRecordRaw[]>('./*/views.ts', { eager: true, import: 'views' })).flat();

/**
 * The views, all in one bundle: a pane that is first opened while the server restarts must not need a download.
 * Addresses stand after `#`, so that the server serves one file for all of them.
 */
export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/sign-in', name: 'sign-in', component: SignInView },
      { path: '/register', name: 'register', component: RegisterView },
      {
        path: '/',
        component: HomeView,
        children: [{ path: '', name: 'home', component: WelcomePane }, ...views],
      },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  });

  const outside = new Set<unknown>(['sign-in', 'register']);
  let restored = false;

  router.beforeEach((to) => {
    const session = useSession();
    if (session.status === 'unknown') return true; // App asks the server and then navigates again
    if (session.status === 'out') return outside.has(to.name) ? true : { name: 'sign-in' };
    if (outside.has(to.name)) return lastRoom(session.user!.id);
    // A visit that begins at the home page goes on in the room of the last visit. Later, the home page stays reachable.
    const first = !restored;
    restored = true;
    return first && to.name === 'home' ? lastRoom(session.user!.id) : true;
  });

  router.afterEach((to) => {
    const session = useSession();
    if (session.user && (to.name === 'chat' || to.name === 'mailbox')) rememberRoom(session.user.id, to.path);
  });

  return router;
}
