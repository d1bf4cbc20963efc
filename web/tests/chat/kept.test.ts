import { IDBDatabase, IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { KeptMessage } from '@/chat/kept';

describe('chat/kept', () => {
  const message: KeptMessage = { op: 'a', user: '1', chat: '7', text: 'hello', at: '2026-12-01T00:00:00Z', order: 1, refused: null };
  const draft = { user: '1', chat: '7', text: 'half a thou' };

  beforeEach(() => {
    vi.resetModules();
    vi.stubGlobal('indexedDB', new IDBFactory());
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const page = async () => (await import('@/chat/kept')).kept;

  it('has the messages of one person in the order of writing', async () => {
    const kept = await page();
    await kept.keep({ ...message, op: 'b', order: 2 });
    await kept.keep(message);
    await kept.keep({ ...message, op: 'c', user: '2' });
    expect((await kept.messages('1')).map(({ op }) => op)).toEqual(['a', 'b']);
    await kept.forget('a');
    expect(await kept.message('a')).toBeUndefined();
    expect(await kept.message('b')).toMatchObject({ op: 'b', text: 'hello' });
  });

  it('has a draft or the message that it has become, never both and never neither', async () => {
    const kept = await page();
    await kept.keepDraft(draft);
    await kept.keepDraft({ ...draft, chat: '8' });
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await kept.write(message);
    expect(transactions).toHaveBeenCalledOnce();
    expect((await kept.drafts('1')).map(({ chat }) => chat)).toEqual(['8']);
    expect(await kept.messages('1')).toEqual([message]);
  });

  it('forgets a draft that has become empty', async () => {
    const kept = await page();
    await kept.keepDraft(draft);
    await kept.keepDraft({ ...draft, text: '' });
    expect(await kept.drafts('1')).toEqual([]);
  });

  it('opens the database again that the browser has closed', async () => {
    const kept = await page();
    const opened = vi.spyOn(indexedDB, 'open');
    await kept.keep(message);
    (opened.mock.results[0]!.value as IDBOpenDBRequest).result.close();
    await kept.keep({ ...message, op: 'b' });
    expect((await kept.messages('1')).map(({ op }) => op)).toEqual(['a', 'b']);
    expect(opened).toHaveBeenCalledTimes(2);
  });

  /** The next transactions are aborted, as on a full disk, when their requests have succeeded. */
  const abort = (times: number) => {
    const begin = IDBDatabase.prototype.transaction;
    const spy = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...words) {
      const all = begin.apply(this, words);
      if (times > 0) {
        times -= 1;
        all.commit = () => undefined;
        const store = all.objectStore.bind(all);
        all.objectStore = (name) => {
          const of = store(name);
          const put = of.put.bind(of);
          of.put = (value) => {
            const request = put(value);
            request.addEventListener('success', () => all.abort());
            return request;
          };
          return of;
        };
      }
      return all;
    });
    return spy;
  };

  it('has kept a message only when its transaction is through, and tries that twice', async () => {
    const kept = await page();
    abort(1);
    expect(await kept.keep(message)).toBe(true);
    expect(await kept.message('a')).toMatchObject({ op: 'a' });
    vi.restoreAllMocks();
    abort(2);
    expect(await kept.keep({ ...message, op: 'b' })).toBe(false);
    expect(await kept.message('b')).toBeUndefined();
  });

  it('lets no second try undo what was changed since', async () => {
    const kept = await page();
    await kept.keep({ ...message, op: 'b' });
    abort(1);
    const first = kept.keep(message);
    expect(await Promise.all([first, kept.forget('a')])).toEqual([false, true]);
    expect(await kept.message('a')).toBeUndefined();
  });

  it('opens the database again that was closed in between', async () => {
    const kept = await page();
    const opened = vi.spyOn(indexedDB, 'open');
    await kept.keep(message);
    const { result } = opened.mock.results[0]!.value as IDBOpenDBRequest;
    const used = vi.spyOn(result, 'transaction');
    result.onclose!(new Event('close'));
    expect(await kept.keep({ ...message, op: 'b' })).toBe(true);
    expect(used).not.toHaveBeenCalled();
  });

  it('keeps nothing where a browser has no storage, and lets the page go on', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const kept = await page();
    expect(await kept.write(message)).toBe(false);
    expect(await kept.messages('1')).toEqual([]);
  });
});
