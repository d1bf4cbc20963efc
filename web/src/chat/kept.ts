import type { Quote } from '@/model/chat';
import type { Place } from '@/model/place';

/** A message that was written on this device and is not stored by the server, as far as we know. */
export interface KeptMessage {
  op: string;
  user: string;
  /** The place where it stands: a chat, or a thread of one. */
  chat: Place;
  text: string;
  /** What it answers. */
  replyTo?: Quote;
  /** Whether the room shows what stands in a thread. */
  inRoom?: true;
  /** RFC 3339. */
  at: string;
  /** Orders messages of the same `at`. */
  order: number;
  /** The server's lasting refusal, if there was one: then the message waits for a hand. */
  refused: { code: string; message: string } | null;
}

export interface KeptDraft {
  user: string;
  chat: Place;
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
    request.onsuccess = () => {
      request.result.onclose = () => (opening = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opening;
}

type Act<T> = (...stores: IDBObjectStore[]) => IDBRequest<T>;

/** Commits at once: a page may be gone in the next moment. What is not committed has not happened, whatever a request said. */
async function once<T>(mode: IDBTransactionMode, names: readonly Name[], act: Act<T>): Promise<T> {
  const all = (await database()).transaction(names, mode);
  return new Promise<T>((resolve, reject) => {
    const request = act(...names.map((name) => all.objectStore(name)));
    all.oncomplete = () => resolve(request.result);
    all.onabort = () => reject(all.error ?? request.error);
    all.commit();
  });
}

/** iOS closes the database of a page that was in the background for long. Such a transaction has not begun. */
const isClosed = (error: unknown) => error instanceof DOMException && error.name === 'InvalidStateError';

function leave(): void {
  opening?.then((left) => left.close(), () => undefined);
  opening = undefined;
}

/** Changes begun. */
let changes = 0;

/** One transaction over the named stores, tried twice; but one that was aborted must not undo what was changed since. */
async function run<T>(mode: IDBTransactionMode, names: readonly Name[], act: Act<T>): Promise<T> {
  const number = mode === 'readwrite' ? (changes += 1) : changes;
  try {
    return await once(mode, names, act);
  } catch (error) {
    leave();
    if (number !== changes && !isClosed(error)) throw error;
    return once(mode, names, act);
  }
}

/** Where a browser has no such storage, or refuses it, the page works on, and knows that nothing is kept. */
async function isChanged(names: readonly Name[], act: (...stores: IDBObjectStore[]) => IDBRequest): Promise<boolean> {
  try {
    await run('readwrite', names, act);
    return true;
  } catch {
    leave();
    return false;
  }
}

async function found<T>(name: Name, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    return await run('readonly', [name], (store) => act(store!));
  } catch {
    leave();
    return undefined;
  }
}

async function allOf<T>(name: Name, user: string): Promise<T[]> {
  return ((await found(name, (store) => store.index('user').getAll(user))) as T[] | undefined) ?? [];
}

const draftKey = ({ user, chat }: Pick<KeptDraft, 'user' | 'chat'>) => [user, chat];

/**
 * What was written on this device and not sent, kept in IndexedDB across reloads, for each person alone and for all pages of the
 * browser. Calls take effect in their order. The promise of a change resolves when it is there for every page: true, or when it
 * cannot be: false.
 */
export const kept = {
  /** In the order of writing. */
  async messages(user: string): Promise<KeptMessage[]> {
    const all = await allOf<KeptMessage>('messages', user);
    return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order));
  },

  /** The message as it is kept now, if it is. */
  message(op: string): Promise<KeptMessage | undefined> {
    return found<KeptMessage | undefined>('messages', (messages) => messages.get(op));
  },

  keep(message: KeptMessage): Promise<boolean> {
    return isChanged(['messages'], (messages) => messages!.put(message));
  },

  /** The draft has become the message: both are never there, nor neither. */
  write(message: KeptMessage): Promise<boolean> {
    return isChanged(['messages', 'drafts'], (messages, drafts) => {
      drafts!.delete(draftKey(message));
      return messages!.put(message);
    });
  },

  forget(op: string): Promise<boolean> {
    return isChanged(['messages'], (messages) => messages!.delete(op));
  },

  drafts(user: string): Promise<KeptDraft[]> {
    return allOf<KeptDraft>('drafts', user);
  },

  /** An empty text forgets the draft. */
  keepDraft(draft: KeptDraft): Promise<boolean> {
    return isChanged(['drafts'], (drafts) => (draft.text ? drafts!.put(draft) : drafts!.delete(draftKey(draft))));
  },
};
