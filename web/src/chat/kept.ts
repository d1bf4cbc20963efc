import type { Quote } from '@/model/chat';

/** A message that was written on this device and is not stored by the server, as far as we know. */
export interface KeptMessage {
  op: string;
  user: string;
  chat: string;
  text: string;
  /** What it answers. */
  replyTo?: Quote;
  /** RFC 3339. */
  at: string;
  /** Orders messages of the same `at`. */
  order: number;
  /** The server's lasting refusal, if there was one: then the message waits for a hand. */
  refused: { code: string; message: string } | null;
}

export interface KeptDraft {
  user: string;
  chat: string;
  text: string;
}

const version = 1;

type Name = 'messages' | 'drafts';

let opening: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('vestnik', version);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of [['messages', 'op'], ['drafts', ['user', 'chat']]] as const) {
        request.result.createObjectStore(name, { keyPath: keyPath as string | string[] }).createIndex('user', 'user');
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** iOS closes the database of a page that was in the background for long; a page that goes on opens it again. */
const isClosed = (error: unknown) => error instanceof DOMException && error.name === 'InvalidStateError';

async function transaction(mode: IDBTransactionMode, names: readonly Name[]): Promise<IDBTransaction> {
  try {
    return (await database()).transaction(names, mode);
  } catch (error) {
    opening = undefined;
    if (!isClosed(error)) throw error;
    return (await database()).transaction(names, mode);
  }
}

/**
 * One transaction over the named stores. It is committed at once: a page may be gone in the next moment. Where a browser has no
 * such storage, or refuses it, the page works on, and keeps nothing beyond itself.
 */
async function run<T>(mode: IDBTransactionMode, names: readonly Name[], act: (...stores: IDBObjectStore[]) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const all = await transaction(mode, names);
    return await new Promise<T>((resolve, reject) => {
      const request = act(...names.map((name) => all.objectStore(name)));
      all.oncomplete = () => resolve(request.result);
      all.onabort = () => reject(all.error);
      all.commit();
    });
  } catch {
    return undefined;
  }
}

async function allOf<T>(name: Name, user: string): Promise<T[]> {
  return ((await run('readonly', [name], (store) => store!.index('user').getAll(user))) as T[] | undefined) ?? [];
}

const draftKey = ({ user, chat }: Pick<KeptDraft, 'user' | 'chat'>) => [user, chat];

/**
 * What was written on this device and not sent, kept in IndexedDB across reloads, for each person alone and for all pages of the
 * browser. Calls take effect in their order; a promise resolves when its change is there for every page.
 */
export const kept = {
  /** In the order of writing. */
  async messages(user: string): Promise<KeptMessage[]> {
    const all = await allOf<KeptMessage>('messages', user);
    return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order));
  },

  /** The message as it is kept now, if it is. */
  message(op: string): Promise<KeptMessage | undefined> {
    return run<KeptMessage | undefined>('readonly', ['messages'], (messages) => messages!.get(op));
  },

  async keep(message: KeptMessage): Promise<void> {
    await run('readwrite', ['messages'], (messages) => messages!.put(message));
  },

  /** The draft has become the message: both are never there, nor neither. */
  async write(message: KeptMessage): Promise<void> {
    await run('readwrite', ['messages', 'drafts'], (messages, drafts) => {
      drafts!.delete(draftKey(message));
      return messages!.put(message);
    });
  },

  async forget(op: string): Promise<void> {
    await run('readwrite', ['messages'], (messages) => messages!.delete(op));
  },

  drafts(user: string): Promise<KeptDraft[]> {
    return allOf<KeptDraft>('drafts', user);
  },

  /** An empty text forgets the draft. */
  async keepDraft(draft: KeptDraft): Promise<void> {
    if (draft.text) await run('readwrite', ['drafts'], (drafts) => drafts!.put(draft));
    else await run('readwrite', ['drafts'], (drafts) => drafts!.delete(draftKey(draft)));
  },
};
