// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newOp, RealtimeClient, type ConnectionState } from '@/realtime';
import { connected, turn } from './connected';
import { socketMaker } from './fake_socket';

const silent = { onEvent: () => undefined };

describe('realtime/client', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls a state listener until it is removed', () => {
    const { client, socket, reconnects } = connected();
    const names: string[] = [];
    const stop = client.onState((state: ConnectionState) => names.push(state.name));
    reconnects();
    stop();
    socket().drops();
    expect(names).toEqual(['waiting', 'connecting', 'open']);
  });

  it('calls the other listeners when one throws', () => {
    const { client, socket } = connected();
    const names: string[] = [];
    client.onState(() => {
      throw new Error('the listener is broken');
    });
    client.onState((state) => names.push(state.name));
    socket().drops();
    expect(names).toEqual(['waiting']);
    expect(() => vi.runAllTimers()).toThrow('the listener is broken');
  });

  it('sends subscriptions first when the connection opens, then calls', async () => {
    const sockets = socketMaker();
    const client = new RealtimeClient({ makeSocket: sockets.make });
    void client.request('chats', 'list').catch(() => undefined);
    client.subscribe('user:1', silent, 'now');
    client.open();
    await turn();
    sockets.newest().opens();
    expect(sockets.newest().sent.map(({ payload }) => payload.action)).toEqual(['subscribe', 'list']);
  });

  it('puts the op into a write', () => {
    const { client, socket } = connected();
    const op = newOp();
    void client.write('chats', 'send', op, { chat: '42', text: 'hello' }).catch(() => undefined);
    expect(socket().last()).toMatchObject({ stream: 'chats', payload: { action: 'send', op, chat: '42', text: 'hello' } });
  });

  it('fails calls at once when the server wants no reconnect', async () => {
    const { client, socket } = connected();
    socket().drops(4501, '{"code":"session_ended","retry_ms":0}');
    expect(client.state).toEqual({ name: 'ended', code: 4501, reason: 'session_ended' });
    await expect(client.request('chats', 'list')).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('resumes its rooms when it is opened again after the end', async () => {
    const { client, socket } = connected();
    client.subscribe('chat:42', silent, 7);
    await turn();
    socket().drops(4501);
    client.open();
    socket().opens();
    expect(socket().last().payload).toMatchObject({ action: 'subscribe', rooms: { 'chat:42': 7 } });
    const asking = client.request('chats', 'list');
    socket().answers('list');
    expect(await asking).toBe('list');
  });

  it('forgets everything when it is closed', async () => {
    const { client, socket, sockets } = connected();
    client.subscribe('chat:42', silent, 0);
    const requests = [client.request('chats', 'list'), client.request('mail', 'accounts')];
    socket().refuses(503, { code: 'unavailable', field: '', message: '', retry_ms: 400 });
    client.close();
    for (const request of requests) await expect(request).rejects.toMatchObject({ code: 'disconnected' });
    expect(vi.getTimerCount()).toBe(0);
    expect(client.placeOf('chat:42')).toBeUndefined();
    client.open();
    socket().opens();
    await turn();
    expect(sockets.made).toHaveLength(2);
    expect(socket().sent).toEqual([]);
  });

  it('ignores frames that it cannot read', async () => {
    const { client, socket } = connected();
    const asking = client.request('chats', 'list');
    for (const data of ['', '{', 'null', '[]', '{"stream":null}', '{"stream":"x","payload":{"request_id":7,"response_status":200}}', new ArrayBuffer(3)]) {
      socket().onmessage?.({ data } as never);
    }
    socket().answers('list');
    expect(await asking).toBe('list');
  });
});
