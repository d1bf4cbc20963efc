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

  type Line = ReturnType<typeof connected>;
  const texts = ({ socket }: Line) => socket().sent.map(({ payload }) => payload.text);

  /** Writes one text after another in one lane, or in none; refusals are left to whom the promise is given. */
  const write = ({ client }: Line, text: string, lane?: string): Promise<unknown> => {
    const writing = client.write('chats', 'send', op, { text }, lane === undefined ? {} : { lane });
    writing.catch(() => undefined);
    return writing;
  };

  it('pairs replies with requests, in whatever order they come', async () => {
    const { client, socket } = connected();
    const first = client.request('chats', 'list');
    const second = client.request('mail', 'accounts');
    const [one, two] = socket().sent;
    expect(one).toEqual({ stream: 'chats', payload: { action: 'list', request_id: one!.payload.request_id } });
    socket().answers('accounts', two);
    socket().answers('chats', one);
    expect(await first).toBe('chats');
    expect(await second).toBe('accounts');
  });

  it('throws the refusal with its code, field and words', async () => {
    const { client, socket } = connected();
    const adding = client.write('mail', 'add', op, {});
    socket().refuses(422, { code: 'mail_refused', field: 'password', message: 'no such user' });
    await expect(adding).rejects.toMatchObject({ status: 422, code: 'mail_refused', field: 'password', message: 'no such user' });
  });

  it('throws even when a refusal has no errors', async () => {
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

    it('repeats nothing that has its reply', async () => {
      const { client, socket, reconnects } = connected();
      const sending = client.write('chats', 'send', op, { text: 'hello' });
      socket().answers('stored');
      await sending;
      reconnects();
      expect(socket().sent).toEqual([]);
    });

    it('sends what was asked for while the line was down', async () => {
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
    ])('repeats with the same op after a %i, when the server says', async (status, refusal) => {
      const line = connected();
      const sending = write(line, 'hello');
      line.socket().refuses(status, refusal);
      vi.advanceTimersByTime(refusal.retry_ms - 1);
      expect(line.socket().sent).toHaveLength(1);
      vi.advanceTimersByTime(1);
      expect(line.socket().sent).toHaveLength(2);
      expect(line.socket().last().payload.op).toBe(op);
      line.socket().answers('stored');
      expect(await sending).toBe('stored');
    });

    it('repeats after a 503 that does not say when, later each time', () => {
      const line = connected({ random: () => 0.5 });
      void write(line, 'hello');
      for (const delay of [250, 500, 1_000]) {
        line.socket().refuses(503, { code: 'unavailable', field: '', message: '' });
        const sent = line.socket().sent.length;
        vi.advanceTimersByTime(delay - 1);
        expect(line.socket().sent).toHaveLength(sent);
        vi.advanceTimersByTime(1);
        expect(line.socket().sent).toHaveLength(sent + 1);
      }
    });

    it('does not repeat after a 429 that no waiting helps against', async () => {
      const line = connected();
      const sending = write(line, 'hello');
      line.socket().refuses(429, { code: 'too_many', field: '', message: 'the mailbox is full of chats' });
      await expect(sending).rejects.toMatchObject({ code: 'too_many' });
    });

    it('goes on waiting what a server asked for across a reconnect', () => {
      const line = connected();
      void write(line, 'hello');
      line.socket().refuses(503, busy);
      line.reconnects();
      expect(line.socket().sent).toEqual([]);
      vi.advanceTimersByTime(400);
      expect(texts(line)).toEqual(['hello']);
    });

    it('takes the reply that comes to the repeat, and ignores the one that is late', async () => {
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
    it('keeps the order of a lane: the next write waits for the reply to the one before', async () => {
      const line = connected();
      const sent = ['a', 'b', 'c'].map((text) => write(line, text, 'chat:42'));
      expect(texts(line)).toEqual(['a']);
      line.socket().refuses(503, busy);
      expect(texts(line)).toEqual(['a']);
      vi.advanceTimersByTime(400);
      line.socket().answers(1);
      expect(texts(line)).toEqual(['a', 'a', 'b']);
      line.reconnects();
      expect(texts(line)).toEqual(['b']);
      line.socket().answers(2);
      line.socket().answers(3);
      expect(texts(line)).toEqual(['b', 'c']);
      expect(await Promise.all(sent)).toEqual([1, 2, 3]);
    });

    it('lets the next of a lane go when one is refused', async () => {
      const line = connected();
      const first = write(line, 'a', 'chat:42');
      void write(line, 'b', 'chat:42');
      line.socket().refuses(403, { code: 'forbidden', field: '', message: '' });
      await expect(first).rejects.toMatchObject({ code: 'forbidden' });
      expect(texts(line)).toEqual(['a', 'b']);
    });

    it('lets no lane wait for another', () => {
      const line = connected();
      for (const lane of ['chat:1', 'chat:2', 'chat:1', undefined, 'chat:2', undefined]) void write(line, String(lane), lane);
      expect(texts(line)).toEqual(['chat:1', 'chat:2', 'undefined', 'undefined']);
    });

    it('sends in the order of calling after a reconnect', () => {
      const line = connected();
      for (const text of ['a', 'b', 'c']) void write(line, text);
      line.reconnects();
      expect(texts(line)).toEqual(['a', 'b', 'c']);
    });
  });

  describe('pace', () => {
    const many = (line: Line) => Array.from({ length: 40 }, (_, n) => write(line, String(n)));

    it('has at most 16 calls under way, and sends the next with each reply', () => {
      const line = connected();
      many(line);
      expect(texts(line)).toHaveLength(16);
      line.socket().answers('stored', line.socket().sent[3]);
      expect(texts(line)).toHaveLength(17);
      expect(texts(line).at(-1)).toBe('16');
    });

    it('sends no others in the place of calls that wait a 429 out', () => {
      const line = connected();
      many(line);
      for (const request of [...line.socket().sent]) line.socket().refuses(429, tooMany, request);
      expect(texts(line)).toHaveLength(16);
      vi.advanceTimersByTime(50);
      expect(texts(line).slice(16)).toEqual(texts(line).slice(0, 16));
    });

    it('lets subscriptions pass', async () => {
      const line = connected();
      many(line);
      line.client.subscribe('chat:42', { onEvent: () => undefined }, 0);
      await Promise.resolve();
      expect(line.socket().last().payload.action).toBe('subscribe');
    });

    it('brings all of them to an end', async () => {
      const line = connected();
      const writing = many(line);
      for (let n = 0; n < 40; n += 1) line.socket().answers(n, line.socket().sent[n]);
      expect(await Promise.all(writing)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    });
  });

  describe('giving up', () => {
    it('fails with timeout when nobody answers in the time given', async () => {
      const { client, socket } = connected();
      socket().drops();
      const asking = client.request('chats', 'list', {}, { totalMs: 5_000 });
      const failed = expect(asking).rejects.toMatchObject({ code: 'timeout', status: 0 });
      vi.advanceTimersByTime(5_000);
      await failed;
    });

    it('tells of the refusal it has waited out in vain', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list', {}, { totalMs: 1_000 });
      const failed = expect(asking).rejects.toMatchObject({ code: 'timeout', cause: { code: 'unavailable' } });
      socket().refuses(503, busy);
      vi.advanceTimersByTime(1_000);
      expect(socket().sent).toHaveLength(2);
      await failed;
    });

    it('refuses at once when the server asks for more time than the call has', async () => {
      const { client, socket } = connected();
      const adding = client.write('mail', 'add', op, {}, { totalMs: 60_000 });
      socket().refuses(429, { ...tooMany, retry_ms: 900_000 });
      await expect(adding).rejects.toMatchObject({ code: 'too_many', retryMs: 900_000 });
    });

    it('calls it a timeout when an earlier attempt may have done it', async () => {
      const { client, socket, reconnects } = connected();
      const adding = client.write('mail', 'add', op, {}, { totalMs: 60_000 });
      reconnects();
      socket().refuses(429, { ...tooMany, retry_ms: 900_000 });
      await expect(adding).rejects.toMatchObject({ code: 'timeout', cause: { code: 'too_many' } });
    });

    it('drops a silent line and repeats the call on the next', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list', {}, { replyMs: 1_000 });
      vi.advanceTimersByTime(1_000);
      expect(client.state.name).toBe('waiting');
      vi.advanceTimersToNextTimer();
      socket().opens();
      socket().answers('list');
      expect(await asking).toBe('list');
    });

    it('keeps a line that only leaves one request unanswered, and repeats that after longer waits', () => {
      const { client, socket } = connected();
      client.request('chats', 'list', {}, { replyMs: 1_000, totalMs: 60_000 }).catch(() => undefined);
      for (const [wait, sent] of [[1_000, 2], [1_999, 2], [1, 3], [3_999, 3], [1, 4]] as const) {
        socket().event('chat:1', 1);
        vi.advanceTimersByTime(wait);
        expect(socket().asked('list')).toHaveLength(sent);
      }
      expect(client.state.name).toBe('open');
    });

    it('gives up the call whose frame was too big, and no other', async () => {
      const line = connected();
      const small = write(line, 'a');
      const big = write(line, 'x'.repeat(300_000));
      const later = write(line, 'b');
      line.reconnects(1009);
      await expect(big).rejects.toMatchObject({ status: 413, code: 'too_large' });
      expect(texts(line)).toEqual(['a', 'b']);
      for (const request of [...line.socket().sent]) line.socket().answers('stored', request);
      expect(await Promise.all([small, later])).toEqual(['stored', 'stored']);
    });

    it('fails everything when the session is over', async () => {
      const { client, socket } = connected();
      const asking = client.request('chats', 'list');
      socket().drops(4501);
      await expect(asking).rejects.toMatchObject({ code: 'disconnected' });
    });

    it('gives a write more time than a reading', async () => {
      const line = connected({ quietMs: 3_600_000 });
      line.socket().drops();
      const timeout = { code: 'timeout' };
      const failed = [expect(line.client.request('chats', 'list')).rejects.toMatchObject(timeout)];
      const writing = write(line, 'hello');
      vi.advanceTimersByTime(30_000);
      await Promise.all(failed);
      line.socket().opens();
      line.socket().answers('stored');
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

  describe('bound to a line', () => {
    /** Calls on a line that takes every frame while `open`. */
    function bound() {
      const line = { open: true, framesHeard: 0, sent: [] as string[], send: (text: string) => line.open && line.sent.push(text) > 0, drop: vi.fn() };
      const calls = new Calls(line);
      calls.onOpen();
      const ask = (): Promise<unknown> => calls.call({ stream: 'rooms', action: 'subscribe', args: {}, bound: true });
      return { line, calls, ask };
    }

    it('fails at once where there is no line', async () => {
      const { line, ask } = bound();
      line.open = false;
      await expect(ask()).rejects.toMatchObject({ code: 'disconnected' });
      expect(vi.getTimerCount()).toBe(0);
    });

    it('fails with its line, and does not go out on the next', async () => {
      const { line, calls, ask } = bound();
      const asking = ask();
      calls.onLost(1006);
      await expect(asking).rejects.toMatchObject({ code: 'disconnected' });
      calls.onOpen();
      expect(line.sent).toHaveLength(1);
    });

    it('fails with a refusal instead of waiting it out', async () => {
      const { calls, ask } = bound();
      const asking = ask();
      calls.onReply({ kind: 'reply', requestId: '1', status: 503, data: null, errors: [busy] });
      await expect(asking).rejects.toMatchObject({ code: 'unavailable' });
    });

    it('fails when only its own reply is missing, and drops a line on which nothing is heard', async () => {
      const { line, ask } = bound();
      const asking = ask();
      line.framesHeard += 1;
      const failed = expect(asking).rejects.toMatchObject({ code: 'timeout' });
      vi.advanceTimersByTime(10_000);
      await failed;
      expect(line.drop).not.toHaveBeenCalled();
      void ask();
      vi.advanceTimersByTime(10_000);
      expect(line.drop).toHaveBeenCalledOnce();
      expect(line.sent).toHaveLength(2);
    });

    it('takes no place from other calls', () => {
      const { line, calls, ask } = bound();
      for (let n = 0; n < 20; n += 1) void ask();
      void calls.call({ stream: 'chats', action: 'list', args: {} });
      expect(line.sent).toHaveLength(21);
    });
  });
});
