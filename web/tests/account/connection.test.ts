import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useConnection } from '@/account/connection';
import { alice, boris, settled, signedIn } from '../signed_in';

describe('account/connection', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // The pause before an attempt is at random: here it is nearly the longest.
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Lets the server tell that this person is signed in, or nobody. */
  function answering(person: object | null) {
    const body = JSON.stringify(person ? { user: person } : { errors: [{ code: 'unauthenticated', field: '', message: '' }] });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status: person ? 200 : 401 })));
  }

  /** Alice's line is lost, and the next attempt is refused by the server. */
  async function refused(now: object | null) {
    const page = await signedIn();
    answering(now);
    page.sockets.newest().drops();
    vi.advanceTimersByTime(500);
    page.sockets.newest().drops();
    await vi.waitFor(settled);
    await settled();
    return page;
  }

  it('names the person that it expects to be', async () => {
    const { sockets } = await signedIn();
    expect(sockets.urls.at(-1)).toMatch(/^ws:\/\/.*\/ws\?as=100$/);
  });

  it('goes on trying while the server says that the person is signed in', async () => {
    const { session } = await refused(alice);
    expect(session.status).toBe('in');
    expect(useConnection().state.name).toBe('waiting');
  });

  it.each([
    ['somebody else', boris],
    ['nobody', null],
  ])('ends when it is %s who is signed in now', async (_who, now) => {
    const { session } = await refused(now);
    expect(useConnection().state).toMatchObject({ name: 'ended', code: 4501 });
    expect(session).toMatchObject({ status: 'unknown', user: null });
    await session.restore();
    expect(session.user?.id).toBe(now?.id);
  });
});
