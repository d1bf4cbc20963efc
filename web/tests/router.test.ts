import { describe, expect, it } from 'vitest';
import { makeRouter, views } from '@/router';

describe('router', () => {
  const router = makeRouter();

  it.each(['/chat/42', '/mailbox/7', '/mailbox/7/9', '/add-mailbox'])('shows %s, which a folder brings, in the frame of the page', (path) => {
    const [frame, view] = router.resolve(path).matched;
    expect(frame?.path).toBe('/');
    expect(view?.name).toBeDefined();
  });

  it.each([
    ['/', 'home'],
    ['/sign-in', 'sign-in'],
    ['/register', 'register'],
  ])('has at %s its own page, whatever folders bring', (path, name) => expect(router.resolve(path).name).toBe(name));

  it.each(views)('keeps the name and the address of $path for it alone', ({ name, path, component }) => {
    const takers = router.getRoutes().filter((route) => route.name === name || route.path === `/${path}`);
    expect(takers.map(({ components }) => components?.default)).toEqual([component]);
  });
});
