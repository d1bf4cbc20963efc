import type { Message, MessageCreated, RoomLine } from './chat';
import type { Person } from './person';

/** What the events of a chat's room carry (docs/wire/events.md); each kind has some of it. */
export interface ChatEventData extends Partial<MessageCreated> {
  /** The `seq` of the message that it is about. */
  message?: number;
  by?: string;
  user?: string;
  emoji?: string;
  change?: 'added' | 'removed';
  pinned?: boolean;
  line?: RoomLine;
  members?: Person[];
  title?: string;
  about?: string;
  /** The log was read anew, and the text of the message is gone. */
  deleted?: true;
}

export interface ChatEvent {
  event: string;
  seq: number;
  at: string;
  data: ChatEventData;
}

/** Whether it calls the person: by name, or as one of all. */
export function calls({ mentions, everybody, author }: ChatEventData, self: string): boolean {
  return author !== self && (everybody === true || (mentions?.includes(self) ?? false));
}

/** The message that an event brings: of a person, or a line of the room. `undefined` if it brings none. */
export function messageOf({ event, seq, at, data }: ChatEvent, self: string): (Message & { op?: string }) | undefined {
  if (data.deleted || data.id === undefined) return undefined;
  const { id, by, line } = data;
  if (line && by !== undefined) return { id, seq, author: by, text: '', at, line };
  const { author, text, op, reply_to, thread, in_room, forwarded } = data;
  if (event !== 'message.created' || author === undefined || text === undefined) return undefined;
  return {
    ...{ id, seq, author, text, at },
    ...(op === undefined ? {} : { op }),
    ...(reply_to ? { reply_to } : {}),
    ...(thread ? { thread } : {}),
    ...(in_room ? { in_room } : {}),
    ...(forwarded ? { forwarded } : {}),
    ...(calls(data, self) ? { calls_me: true } : {}),
  };
}
