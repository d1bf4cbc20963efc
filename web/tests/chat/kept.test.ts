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

  it('keeps nothing where a browser has no storage, and lets the page go on', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const kept = await page();
    await kept.write(message);
    expect(await kept.messages('1')).toEqual([]);
  });
});
