import { onDevice } from '@/model/on_device';

const key = (user: string): string => `vestnik.seen.${user}`;

function all(user: string): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(onDevice.read(key(user)) ?? '{}');
    return kept && typeof kept === 'object' ? (kept as Record<string, number>) : {};
  } catch {
    return {};
  }
}

/** How far a person has read on this device and the server does not know yet, by chat. It outlives the page. */
export const untold = {
  /** 0: there is nothing to tell. */
  of(user: string, chat: string): number {
    return Number(all(user)[chat]) || 0;
  },

  keep(user: string, chat: string, seq: number): void {
    const kept = all(user);
    if (seq > (kept[chat] ?? 0)) onDevice.keep(key(user), JSON.stringify({ ...kept, [chat]: seq }));
  },

  /** The server knows of `seq`. */
  forget(user: string, chat: string, seq = Infinity): void {
    const { [chat]: told = 0, ...rest } = all(user);
    if (told > 0 && told <= seq) onDevice.keep(key(user), Object.keys(rest).length > 0 ? JSON.stringify(rest) : null);
  },
};
