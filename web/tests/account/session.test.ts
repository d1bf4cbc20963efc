import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useSession } from '@/account/session';
import { alice } from '../signed_in';

describe('account/session', () => {
  beforeEach(() => setActivePinia(createPinia()));
  afterEach(() => void vi.unstubAllGlobals());

  /** Lets every request get this answer. */
  function answering(status: number, body?: object) {
    const fetch = vi.fn(() => Promise.resolve(new Response(body ? JSON.stringify(body) : null, { status })));
    vi.stubGlobal('fetch', fetch);
    return fetch;
  }

  it('sends the header X-Vestnik with every request', async () => {
    const fetch = answering(201, { token: 'x', user: alice });
    await useSession().signIn('alice', 'correct horse');
    const [path, request] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(path).toBe('/api/v1/sessions');
    expect(request).toMatchObject({ method: 'POST', body: '{"login":"alice","password":"correct horse"}' });
    expect(request.headers).toMatchObject({ 'x-vestnik': '1' });
  });

  it('is `in` after a reload while the cookie is valid', async () => {
    answering(200, { user: alice });
    const session = useSession();
    await session.restore();
    expect(session).toMatchObject({ status: 'in', user: alice });
  });

  it('is `out` when the server refuses the cookie', async () => {
    answering(401, { errors: [{ code: 'unauthenticated', field: '', message: '' }] });
    const session = useSession();
    await session.restore();
    expect(session.status).toBe('out');
  });

  it('stays `unknown` while the server cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    const session = useSession();
    await expect(session.restore()).rejects.toMatchObject({ code: 'disconnected' });
    expect(session.status).toBe('unknown');
  });

  it('throws the refusal of a taken login', async () => {
    answering(409, { errors: [{ code: 'conflict', field: 'login', message: 'the login alice is taken' }] });
    const session = useSession();
    const registering = session.register({ login: 'alice', name: 'A', password: 'p', password_again: 'p' });
    await expect(registering).rejects.toMatchObject({ code: 'conflict', field: 'login' });
    expect(session.status).toBe('unknown');
  });

  it('does not report a sign-out as an end of the session, even when the socket closes first', async () => {
    answering(200, { user: alice });
    const session = useSession();
    await session.restore();
    let reply: (answer: Response) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (reply = resolve)));
    const leaving = session.signOut();
    session.end();
    reply(new Response(null, { status: 204 }));
    await leaving;
    expect(session).toMatchObject({ status: 'out', ended: false });
  });

  it('is `out` after a sign-out, also when the session was over already', async () => {
    answering(200, { user: alice });
    const session = useSession();
    await session.restore();
    answering(401, { errors: [] });
    await session.signOut();
    expect(session).toMatchObject({ status: 'out', ended: false });
  });
});
