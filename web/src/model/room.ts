/** A chat and a mailbox are the same kind of thing: a room with a name, an activity and an address in the page. */
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
