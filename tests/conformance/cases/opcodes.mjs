// Opcodes 3 to 7 and 11 to 15 are reserved; none is agreed on.
import { afterMessages, begin, chopped, frame, ping, text } from '../frame.mjs';
import { asText, both, closes, closesAfter, echoes } from '../judge.mjs';

const reserved = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];
const kindOf = (opcode) => (opcode < 8 ? 'data' : 'control');

export const opcodes = reserved.flatMap((opcode) => [
  [`an empty ${kindOf(opcode)} frame with opcode ${opcode} is refused`, '5.2', [frame(opcode)], closes(1002)],
  [`a ${kindOf(opcode)} frame with opcode ${opcode} and a payload is refused`, '5.2', [frame(opcode, 'reserved')], closes(1002)],
  [`opcode ${opcode}, octet by octet, is refused`, '5.2', [chopped(1, frame(opcode, 'reserved'))], closes(1002)],
  [`a first fragment with opcode ${opcode} is refused`, '5.2', [frame(opcode, 'reserved', { fin: 0 })], closes(1002)],
  [`opcode ${opcode} between fragments is refused`, '5.2', [begin('text', 'one'), frame(opcode, 'reserved')], closes(1002)],
  [`opcode ${opcode} after a message that came back is refused`, '5.2', [text('one'), afterMessages(1), frame(opcode), ping()], both(echoes(asText('one')), closes(1002))],
  [`opcode ${opcode} among others in one write is refused`, '7.1.7', [text('one'), frame(opcode, 'reserved'), ping()], closesAfter([asText('one')], 1002)],
]);
