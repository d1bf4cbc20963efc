import { onDevice } from '@/model/on_device';

/** The room last shown, kept on this device for each person, so that a new visit begins there. */
const key = (user: string): string => `vestnik.last-room.${user}`;

export function rememberRoom(user: string, path: string): void {
  onDevice.keep(key(user), path);
}

/** The path last remembered; `/` when there is none. */
export function lastRoom(user: string): string {
  const path = onDevice.read(key(user));
  return path && /^\/(chat|mailbox)\//.test(path) ? path : '/';
}
