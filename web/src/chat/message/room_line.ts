import type { Texts } from '@/i18n/en';
import type { Message } from '@/model/chat';

/** What a line of the room says. @param nameOf empty for somebody who is not known */
export function roomLine({ author, line }: Pick<Message, 'author' | 'line'>, t: Texts, nameOf: (person: string) => string): string {
  const actor = nameOf(author) || t.somebody;
  if (!line) return '';
  if (line.line === 'renamed') return t.roomRenamed(actor, line.title);
  if (line.line === 'pinned') return t.roomPinned(actor);
  const people = line.people.map(({ name }) => name).join(', ');
  if (line.line === 'left') return t.roomLeft(people || actor);
  return line.line === 'added' ? t.roomAdded(actor, people) : t.roomRemoved(actor, people);
}
