import { afterEach, expect, it, vi } from 'vitest';

import { kept } from '@/chat/kept';

/** A request that succeeds in its own time. */
function request<T>(result: T) {
  const made = { result, onsuccess: undefined as (() => void) | undefined };
  queueMicrotask(() => made.onsuccess?.());
  return made;
}

/** A database with one table, which the browser may close. */
function database(rows: Map<string, unknown>) {
  const store = { put: (row: { op: string }) => request(rows.set(row.op, row)), delete: (op: string) => request(rows.delete(op)) };
  let isOpen = true;
  return {
    close: () => (isOpen = false),
    transaction: () => {
      if (!isOpen) throw new DOMException('closed', 'InvalidStateError');
      return { objectStore: () => store };
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

it('opens the database again that the browser has closed', async () => {
  const rows = new Map<string, unknown>();
  const opened: ReturnType<typeof database>[] = [];
  vi.stubGlobal('indexedDB', {
    open: () => {
      opened.push(database(rows));
      return request(opened.at(-1));
    },
  });
  const message = { op: 'a', user: '1', chat: '7', text: 'hello', at: '2026-12-01T00:00:00Z', order: 0, refused: null };
  await kept.keep(message);
  opened[0]?.close();
  await kept.keep({ ...message, op: 'b' });
  expect([...rows.keys()]).toEqual(['a', 'b']);
  expect(opened).toHaveLength(2);
});
