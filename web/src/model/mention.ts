import type { Person } from './person';

/** The beginning of a name that is being written. */
export interface MentionQuery {
  /** Where its `@` stands. */
  from: number;
  /** What is written behind it, up to the cursor. */
  word: string;
}

// As the server finds them (messenger/mentions): no letter, digit or any of `@._-` stands before.
const begun = /(?:^|[^\p{L}\p{Nd}@._-])@([\p{L}\p{N}._-]{0,40})$/u;

/** The mention in which the cursor stands; undefined if it stands in none. */
export function mentionAt(text: string, cursor: number): MentionQuery | undefined {
  const word = begun.exec(text.slice(0, cursor))?.[1];
  return word === undefined ? undefined : { from: cursor - word.length - 1, word };
}

/** Those whose login, or a word of whose name, begins so; at most `most`, in the order given. */
export function mentionable(people: readonly Person[], word: string, most: number): Person[] {
  const begin = word.toLowerCase();
  return people
    .filter(({ login, name }) => login.startsWith(begin) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(begin)))
    .slice(0, most);
}
