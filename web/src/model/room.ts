/** Chats and mailboxes are both rooms: each has a name on the wire and an address in the page. */
export type RoomKind = 'chat' | 'mailbox';

export interface RoomRef {
  kind: RoomKind;
  id: string;
}

export function roomName(room: RoomRef): string {
  return `${room.kind}:${room.id}`;
}

export function roomPath(room: RoomRef): string {
  return `/${room.kind}/${room.id}`;
}
