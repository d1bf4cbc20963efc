import { describe, expect, it } from 'vitest';
import { roomLine } from '@/chat/message/room_line';
import { en } from '@/i18n/en';
import { ru } from '@/i18n/ru';
import { boris, carol } from '../../signed_in';

describe('chat/message/room_line', () => {
  const nameOf = (id: string) => ({ '100': 'Alice' })[id] ?? '';

  it('says who has done what', () => {
    const added = { author: '100', line: { line: 'added', people: [boris, carol] } } as const;
    expect(roomLine({ ...added, line: { ...added.line, people: [boris, carol] } }, en, nameOf)).toBe('Alice added Boris, Carol');
    expect(roomLine({ author: '100', line: { line: 'removed', people: [boris] } }, ru, nameOf)).toBe('Alice удаляет из комнаты: Boris');
    expect(roomLine({ author: '101', line: { line: 'left', people: [boris] } }, en, nameOf)).toBe('Boris left');
    expect(roomLine({ author: '100', line: { line: 'renamed', title: 'Autumn fair' } }, en, nameOf)).toBe('Alice renamed the room to “Autumn fair”');
  });

  it('has a word for somebody who is not known', () => {
    expect(roomLine({ author: '999', line: { line: 'pinned', message: 3 } }, en, nameOf)).toBe('Somebody pinned a message');
  });
});
