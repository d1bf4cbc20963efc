/**
 * Where messages stand: in a chat itself, then it is the chat's id, or in the thread that the message SEQ began: `ID/SEQ`. What
 * is kept of a place, such as its draft, has it as its name.
 */
export type Place = string;

export function threadOf(chat: string, root: number): Place {
  return root > 0 ? `${chat}/${root}` : chat;
}

export function chatOf(place: Place): string {
  return place.split('/', 1)[0]!;
}

/** `seq` of the message that began the thread; 0: the chat itself. */
export function rootOf(place: Place): number {
  return Number(place.split('/')[1] ?? 0);
}
