// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Calls } from '@/realtime/calls';
import { connected } from './connected';

const op = '0b7f6a52-9a3e-4f5e-8f0c-7d0b1f6e2a90';
const busy = { code: 'unavailable', field: '', message: 'try later', retry_ms: 400 };
const tooMany = { code: 'too_many', field: '', message: 'too many messages', retry_ms: 50 };

describe('realtime/calls', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  type Setup = ReturnType<typeof connected>;
  const texts = ({ socket }: Setup) => socket().sent.map(({ payload }) => payload.text);

  /** Sends a text, in a lane or in none. The returned promise may be ignored even when it rejects. */
  const write = ({ client }: Setup, text: string, lane?: string): Promise<unknown> => {
    const writing = client.write('chats', 'send', op, { text }, lane === undefined ? {} : { lane });
    writing.catch(() => undefined);
    return writing;
  };

  it('pairs replies with requests in any order', async () => {
    const { client, socket } = connected();
    const first = client.request('chats', 'list');
    const second = client.request('mail', 'accounts');
    const [chats, accounts] = socket().sent;
    expect(chats).toEqual({ stream: 'chats', payload: { action: 'list', request_id: chats!.payload.request_id } });
    socket().answers('accounts', accounts);
    socket().answers('chats', chats);
    expect(await first).toBe('chats');
    expect(await second).toBe('accounts');
  });

  it('throws the refusal with its code, field and message', async () => {
    const { client, socket } = connected();
    const adding = client.write('mail', 'add', op, {});
    socket().refuses(422, { code: 'mail_refused', field: 'password', message: 'no such user' });
    await expect(adding).rejects.toMatchObject({ status: 422, code: 'mail_refused', field: 'password', message: 'no such user' });
  });

  it('throws when a refusal has no errors, too', async () => {
    const { client, socket } = connected();
    const asking = client.request('chats', 'list');
    const { request_id } = socket().last().payload;
    socket().says('chats', { action: 'list', request_id, response_status: 500 });
    await expect(asking).rejects.toMatchObject({ status: 500, code: 'internal' });
  });

  describe('repeating', () => {
    it('repeats a write with the same op after a reconnect, under a new request_id', async () => {
      const { client, socket, reconnects } = connected();
      const sending = client.write('chats', 'send', op, { chat: '42', text: 'hello' });
      const before = socket().last();
      reconnects();
      const after = socket().last();
      expect(after.payload).toEqual({ ...before.payload, request_id: after.payload.request_id });
      expect(after.payload.op).toBe(op);
      expect(after.payload.request_id).not.toBe(before.payload.request_id);
      socket().answers({ id: '1', seq: 5 });
      expect(await sending).toEqual({ id: '1', seq: 5 });
    });

    it('repeats no call that has its reply', async () => {
      const { client, socket, reconnects } = connected();
      const sending = client.write('chats', 'send', op, { text: 'hello' });
      socket().answers('stored');
      await sending;
      reconnects();
      expect(socket().sent).toEqual([]);
    });

    it('sends the calls that were made while the connection was lost', async () => {
      const { client, socket } = connected();
      socket().drops();
      const asking = client.request('chats', 'list');
      vi.advanceTimersToNextTimer();
      expect(socket().sent).toEqual([]);
      socket().opens();
      socket().answers('list');
      expect(await asking).toBe('list');
    });

    it.each([
      [429, tooMany],
      [503, busy],
      [503, { code: 'outcome_unknown', field: '', message: '', retry_ms: 1_000 }],
    ])('repeats with the same op after a %i, at the time that the server says', async (status, refusal) => {
      const setup = connected();
      const sending = write(setup, 'hello');
      setup.socket().refuses(status, refusal);
      vi.advanceTimersByTime(refusal.retry_ms - 1);
      expect(setup.socket().sent).toHaveLength(1);
      vi.advanceTimersByTime(1);
      expect(setup.socket().sent).toHaveLength(2);
      expect(setup.socket().last().payload.op).toBe(op);
      setup.socket().answers('stored');
      expect(await sending).toBe('stored');
    });

    it('repeats after a 503 that does not say when, later each time', () => {
      const setup = connected({ random: () => 0.5 });
      void write(setup, 'hello');
      for (const delay of [250, 500, 1_000]) {
        setup.socket().refuses(503, { code: 'unavailable', field: '', message: '' });
        const sent = setup.socket().sent.length;
        vi.advanceTimersByTime(delay - 1);
        expect(setup.socket().sent).toHaveLength(sent);
        vi.advanceTimersByTime(1);
        expect(setup.socket().sent).toHaveLength(sent + 1);
      }
    });

    it('does not repeat after a 429 without a time to retry', async () => {
      const setup = connected();
      const sending = write(setup, 'hello');
      setup.socket().refuses(429, { code: 'too_many', field: '', message: 'the mailbox is full of chats' });
      await expect(sending).rejects.toMatchObject({ code: 'too_many' });
    });

    it('keeps the delay that a server asked for across a reconnect', () => {
      const setup = connected();
      void write(setup, 'hello');
      setup.socket().refuses(503, busy);
      setup.reconnects();
      expect(setup.socket().sent).toEqual([]);
      vi.advanceTimersByTime(400);
      expect(texts(setup)).toEqual(['hello']);
    });

    it('takes the reply to the repeat, and ignores the late reply to the first attempt', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list', {}, { replyMs: 1_000 });
      socket().event('chat:1', 1);
      vi.advanceTimersByTime(1_000);
      const [first, second] = socket().sent;
      socket().answers('late', first);
      socket().answers('list', second);
      expect(await asking).toBe('list');
    });
  });

  describe('order', () => {
    it('keeps the order of a lane: a write waits for the reply to the previous one', async () => {
      const setup = connected();
      const sent = ['a', 'b', 'c'].map((text) => write(setup, text, 'chat:42'));
      expect(texts(setup)).toEqual(['a']);
      setup.socket().refuses(503, busy);
      expect(texts(setup)).toEqual(['a']);
      vi.advanceTimersByTime(400);
      setup.socket().answers(1);
      expect(texts(setup)).toEqual(['a', 'a', 'b']);
      setup.reconnects();
      expect(texts(setup)).toEqual(['b']);
      setup.socket().answers(2);
      setup.socket().answers(3);
      expect(texts(setup)).toEqual(['b', 'c']);
      expect(await Promise.all(sent)).toEqual([1, 2, 3]);
    });

    it('sends the next call of a lane when one is refused', async () => {
      const setup = connected();
      const first = write(setup, 'a', 'chat:42');
      void write(setup, 'b', 'chat:42');
      setup.socket().refuses(403, { code: 'forbidden', field: '', message: '' });
      await expect(first).rejects.toMatchObject({ code: 'forbidden' });
      expect(texts(setup)).toEqual(['a', 'b']);
    });

    it('does not let a lane wait for another', () => {
      const setup = connected();
      for (const lane of ['chat:1', 'chat:2', 'chat:1', undefined, 'chat:2', undefined]) void write(setup, String(lane), lane);
      expect(texts(setup)).toEqual(['chat:1', 'chat:2', 'undefined', 'undefined']);
    });

    it('sends in the order of calling after a reconnect', () => {
      const setup = connected();
      for (const text of ['a', 'b', 'c']) void write(setup, text);
      setup.reconnects();
      expect(texts(setup)).toEqual(['a', 'b', 'c']);
    });
  });

  describe('pace', () => {
    const many = (setup: Setup) => Array.from({ length: 40 }, (_, n) => write(setup, String(n)));

    it('has at most 16 calls in flight, and sends the next after each reply', () => {
      const setup = connected();
      many(setup);
      expect(texts(setup)).toHaveLength(16);
      setup.socket().answers('stored', setup.socket().sent[3]);
      expect(texts(setup)).toHaveLength(17);
      expect(texts(setup).at(-1)).toBe('16');
    });

    it('sends no other calls while 16 calls wait after a 429', () => {
      const setup = connected();
      many(setup);
      for (const request of [...setup.socket().sent]) setup.socket().refuses(429, tooMany, request);
      expect(texts(setup)).toHaveLength(16);
      vi.advanceTimersByTime(50);
      expect(texts(setup).slice(16)).toEqual(texts(setup).slice(0, 16));
    });

    it('does not count subscriptions', async () => {
      const setup = connected();
      many(setup);
      setup.client.subscribe('chat:42', { onEvent: () => undefined }, 0);
      await Promise.resolve();
      expect(setup.socket().last().payload.action).toBe('subscribe');
    });

    it('completes all calls', async () => {
      const setup = connected();
      const writing = many(setup);
      for (let n = 0; n < 40; n += 1) setup.socket().answers(n, setup.socket().sent[n]);
      expect(await Promise.all(writing)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    });
  });

  describe('giving up', () => {
    it('fails with `timeout` when no reply comes in time', async () => {
      const { client, socket } = connected();
      socket().drops();
      const asking = client.request('chats', 'list', {}, { totalMs: 5_000 });
      const failed = expect(asking).rejects.toMatchObject({ code: 'timeout', status: 0 });
      vi.advanceTimersByTime(5_000);
      await failed;
    });

    it('names the refusal after which it waited in vain', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list', {}, { totalMs: 1_000 });
      const failed = expect(asking).rejects.toMatchObject({ code: 'timeout', cause: { code: 'unavailable' } });
      socket().refuses(503, busy);
      vi.advanceTimersByTime(1_000);
      expect(socket().sent).toHaveLength(2);
      await failed;
    });

    it('fails at once when the server asks for more time than the call has', async () => {
      const { client, socket } = connected();
      const adding = client.write('mail', 'add', op, {}, { totalMs: 60_000 });
      socket().refuses(429, { ...tooMany, retry_ms: 900_000 });
      await expect(adding).rejects.toMatchObject({ code: 'too_many', retryMs: 900_000 });
    });

    it('fails with `timeout` when an earlier attempt may have succeeded', async () => {
      const { client, socket, reconnects } = connected();
      const adding = client.write('mail', 'add', op, {}, { totalMs: 60_000 });
      reconnects();
      socket().refuses(429, { ...tooMany, retry_ms: 900_000 });
      await expect(adding).rejects.toMatchObject({ code: 'timeout', cause: { code: 'too_many' } });
    });

    it('drops a silent connection and repeats the call on the next', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list', {}, { replyMs: 1_000 });
      vi.advanceTimersByTime(1_000);
      expect(client.state.name).toBe('waiting');
      vi.advanceTimersToNextTimer();
      socket().opens();
      socket().answers('list');
      expect(await asking).toBe('list');
    });

    it('keeps a connection on which a single reply is missing, and repeats that call after longer and longer waits', () => {
      const { client, socket } = connected();
      client.request('chats', 'list', {}, { replyMs: 1_000, totalMs: 60_000 }).catch(() => undefined);
      for (const [wait, sent] of [[1_000, 2], [1_999, 2], [1, 3], [3_999, 3], [1, 4]] as const) {
        socket().event('chat:1', 1);
        vi.advanceTimersByTime(wait);
        expect(socket().requests('list')).toHaveLength(sent);
      }
      expect(client.state.name).toBe('open');
    });

    it('fails the call whose frame was too big, and no other', async () => {
      const setup = connected();
      const small = write(setup, 'a');
      const big = write(setup, 'x'.repeat(300_000));
      const later = write(setup, 'b');
      setup.reconnects(1009);
      await expect(big).rejects.toMatchObject({ status: 413, code: 'too_large' });
      expect(texts(setup)).toEqual(['a', 'b']);
      for (const request of [...setup.socket().sent]) setup.socket().answers('stored', request);
      expect(await Promise.all([small, later])).toEqual(['stored', 'stored']);
    });

    it('fails everything when the session is over', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list');
      socket().drops(4501);
      await expect(asking).rejects.toMatchObject({ code: 'disconnected' });
    });

    it('gives a write more time than a request', async () => {
      const setup = connected({ quietMs: 3_600_000 });
      setup.socket().drops();
      const timeout = { code: 'timeout' };
      const failed = [expect(setup.client.request('chats', 'list')).rejects.toMatchObject(timeout)];
      const writing = write(setup, 'hello');
      vi.advanceTimersByTime(30_000);
      await Promise.all(failed);
      setup.socket().opens();
      setup.socket().answers('stored');
      expect(await writing).toBe('stored');
    });

    it('leaves no timer behind', async () => {
      const { client, socket } = connected();
      const timers = vi.getTimerCount();
      const calls = [client.request('chats', 'list'), client.request('mail', 'accounts')];
      socket().refuses(503, busy, socket().sent[0]);
      socket().answers('accounts', socket().sent[1]);
      vi.advanceTimersByTime(400);
      socket().answers('list');
      await Promise.all(calls);
      expect(vi.getTimerCount()).toBe(timers);
    });
  });

  describe('bound to a connection', () => {
    /** Calls on a transport that takes every frame while `open`. */
    function bound() {
      const sent: string[] = [];
      const send = (text: string): boolean => transport.open && sent.push(text) > 0;
      const transport = { open: true, framesReceived: 0, sent, send, drop: vi.fn() };
      const calls = new Calls(transport);
      calls.onOpen();
      const ask = (): Promise<unknown> => calls.call({ stream: 'rooms', action: 'subscribe', args: {}, bound: true });
      return { transport, calls, ask };
    }

    it('fails at once without a connection', async () => {
      const { transport, ask } = bound();
      transport.open = false;
      await expect(ask()).rejects.toMatchObject({ code: 'disconnected' });
      expect(vi.getTimerCount()).toBe(0);
    });

    it('fails with its connection, and is not sent on the next', async () => {
      const { transport, calls, ask } = bound();
      const asking = ask();
      calls.onLost(1006);
      await expect(asking).rejects.toMatchObject({ code: 'disconnected' });
      calls.onOpen();
      expect(transport.sent).toHaveLength(1);
    });

    it('fails with a refusal instead of repeating the call', async () => {
      const { calls, ask } = bound();
      const asking = ask();
      calls.onReply({ kind: 'reply', requestId: '1', status: 503, data: null, errors: [busy] });
      await expect(asking).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('fails when only its reply is missing, and drops a connection that is silent', async () => {
      const { transport, ask } = bound();
      const asking = ask();
      transport.framesReceived += 1;
      const failed = expect(asking).rejects.toMatchObject({ code: 'timeout' });
      vi.advanceTimersByTime(10_000);
      await failed;
      expect(transport.drop).not.toHaveBeenCalled();
      void ask();
      vi.advanceTimersByTime(10_000);
      expect(transport.drop).toHaveBeenCalledOnce();
      expect(transport.sent).toHaveLength(2);
    });

    it('does not count towards the calls in flight', () => {
      const { transport, calls, ask } = bound();
      for (let n = 0; n < 20; n += 1) void ask();
      void calls.call({ stream: 'chats', action: 'list', args: {} });
      expect(transport.sent).toHaveLength(21);
    });
  });
});
