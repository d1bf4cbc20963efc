import type { Person } from './person';

/** A message as the server stored it. */
export interface Message {
  id: string;
  /** Position in the chat's log. */
  seq: number;
  /** Id of the person who wrote it. */
  author: string;
  text: string;
  /** RFC 3339, UTC. */
  at: string;
}

export interface Chat {
  id: string;
  kind: 'dialog';
  peer: Person;
  /** With the beginning of its text. */
  last_message: Message | null;
  active_at: string;
}

/** `data` of `message.created`; `seq` and `at` stand in the event around it. */
export interface MessageCreated {
  id: string;
  author: string;
  text: string;
  op?: string;
}
