// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RealtimeClient } from '@/realtime';
import { socketMaker } from './fake_socket';

const op = '0b7f6a52-9a3e-4f5e-8f0c-7d0b1f6e2a90';

describe('realtime/calls', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function connected() {
    const sockets = socketMaker();
    const client = new RealtimeClient({ makeSocket: sockets.make, random: () => 0 });
    client.open();
    sockets.newest().opens();
    return { client, sockets };
  }

  function reconnects({ sockets }: ReturnType<typeof connected>): void {
    sockets.newest().drops();
    vi.advanceTimersByTime(0);
    sockets.newest().opens();
  }

  it('pairs replies with requests, in whatever order they come', async () => {
    const { client, sockets } = connected();
    const first = client.request('chats', 'list');
    const second = client.request('mail', 'accounts');
    const [one, two] = sockets.newest().sent;
    expect(one).toEqual({ stream: 'chats', payload: { action: 'list', request_id: one!.payload.request_id } });
    sockets.newest().answers('accounts', two);
    sockets.newest().answers('chats', one);
    expect(await first).toBe('chats');
    expect(await second).toBe('accounts');
  });

  it('throws the refusal with its code, field and words', async () => {
    const { client, sockets } = connected();
    const adding = client.write('mail', 'add', op, {});
    sockets.newest().refuses(422, { code: 'mail_refused', field: 'password', message: 'no such user' });
    await expect(adding).rejects.toMatchObject({ status: 422, code: 'mail_refused', field: 'password', message: 'no such user' });
  });

  it('throws even when a refusal has no errors', async () => {
    const { client, sockets } = connected();
    const asking = client.request('chats', 'list');
    const { request_id } = sockets.newest().last().payload;
    sockets.newest().says('chats', { action: 'list', request_id, response_status: 500 });
    await expect(asking).rejects.toMatchObject({ status: 500, code: 'internal' });
  });

  it('repeats a write with the same op after a reconnect, under a new request_id', async () => {
    const line = connected();
    const sending = line.client.write('chats', 'send', op, { chat: '42', text: 'hello' });
    const before = line.sockets.newest().last();
    reconnects(line);
    const after = line.sockets.newest().last();
    expect(after.payload).toEqual({ ...before.payload, request_id: after.payload.request_id });
    expect(after.payload.op).toBe(op);
    expect(after.payload.request_id).not.toBe(before.payload.request_id);
    line.sockets.newest().answers({ id: '1', seq: 5 });
    expect(await sending).toEqual({ id: '1', seq: 5 });
  });

  it('sends what was asked for while the line was down', async () => {
    const line = connected();
    line.sockets.newest().drops();
    const asking = line.client.request('chats', 'list');
    vi.advanceTimersByTime(0);
    expect(line.sockets.newest().sent).toEqual([]);
    line.sockets.newest().opens();
    line.sockets.newest().answers('list');
    expect(await asking).toBe('list');
  });

  it('repeats with the same op after a 503, when the server says', async () => {
    const { client, sockets } = connected();
    const sending = client.write('chats', 'send', op, { text: 'hello' });
    sockets.newest().refuses(503, { code: 'outcome_unknown', field: '', message: '', retry_ms: 400 });
    vi.advanceTimersByTime(399);
    expect(sockets.newest().sent).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets.newest().sent).toHaveLength(2);
    expect(sockets.newest().last().payload.op).toBe(op);
    sockets.newest().answers('stored');
    expect(await sending).toBe('stored');
  });

  it('keeps the order of a lane: the next write waits for the reply to the one before', async () => {
    const line = connected();
    const sent = ['a', 'b', 'c'].map((text) => line.client.write('chats', 'send', op, { text }, { lane: 'chat:42' }));
    const texts = () => line.sockets.newest().sent.map(({ payload }) => payload.text);
    expect(texts()).toEqual(['a']);
    line.sockets.newest().refuses(503, { code: 'unavailable', field: '', message: '', retry_ms: 100 });
    expect(texts()).toEqual(['a']);
    vi.advanceTimersByTime(100);
    line.sockets.newest().answers(1);
    expect(texts()).toEqual(['a', 'a', 'b']);
    reconnects(line);
    expect(texts()).toEqual(['b']);
    line.sockets.newest().answers(2);
    line.sockets.newest().answers(3);
    expect(texts()).toEqual(['b', 'c']);
    expect(await Promise.all(sent)).toEqual([1, 2, 3]);
  });

  it('lets the next of a lane go when one is refused', async () => {
    const { client, sockets } = connected();
    const first = client.write('chats', 'send', op, { text: 'a' }, { lane: 'x' });
    void client.write('chats', 'send', op, { text: 'b' }, { lane: 'x' }).catch(() => undefined);
    sockets.newest().refuses(403, { code: 'forbidden', field: '', message: '' });
    await expect(first).rejects.toMatchObject({ code: 'forbidden' });
    expect(sockets.newest().last().payload.text).toBe('b');
  });

  it('fails with timeout when nobody answers in the time given', async () => {
    const { client, sockets } = connected();
    sockets.newest().drops();
    const asking = client.request('chats', 'list', {}, { totalMs: 5_000 });
    const failed = expect(asking).rejects.toMatchObject({ code: 'timeout', status: 0 });
    vi.advanceTimersByTime(5_000);
    await failed;
  });

  it('drops a silent line and repeats the call on the next', async () => {
    const { client, sockets } = connected();
    const asking = client.request('chats', 'list', {}, { replyMs: 1_000 });
    vi.advanceTimersByTime(1_000);
    expect(client.state.name).toBe('waiting');
    vi.advanceTimersByTime(1);
    sockets.newest().opens();
    sockets.newest().answers('list');
    expect(await asking).toBe('list');
  });

  it('keeps a line that only leaves one request unanswered', async () => {
    const { client, sockets } = connected();
    const asking = client.request('chats', 'list', {}, { replyMs: 1_000 });
    const failed = expect(asking).rejects.toMatchObject({ code: 'timeout' });
    sockets.newest().event('chat:1', 1);
    vi.advanceTimersByTime(1_000);
    await failed;
    expect(client.state.name).toBe('open');
  });

  it('fails everything when the session is over', async () => {
    const { client, sockets } = connected();
    const asking = client.request('chats', 'list');
    sockets.newest().drops(4501);
    await expect(asking).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('lives on after frames it cannot read', async () => {
    const { client, sockets } = connected();
    const asking = client.request('chats', 'list');
    for (const data of ['', '{', 'null', '[]', '{"stream":null}', '{"stream":"x","payload":{"request_id":7,"response_status":200}}']) {
      sockets.newest().onmessage?.({ data } as never);
    }
    sockets.newest().answers('list');
    expect(await asking).toBe('list');
  });
});
