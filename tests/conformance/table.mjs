// The table: chapters in the order of public test suites. Each row is [name, section of RFC 6455, sent frames, demanded reply].
import { clientRules } from './cases/client_rules.mjs';
import { closing } from './cases/closing.mjs';
import { fragmentation } from './cases/fragmentation.mjs';
import { framing } from './cases/framing.mjs';
import { autoFragments, longMessages } from './cases/long_messages.mjs';
import { opcodes } from './cases/opcodes.mjs';
import { openings } from './cases/openings.mjs';
import { pings } from './cases/pings.mjs';
import { openingPromises, promises } from './cases/promises.mjs';
import { reservedBits } from './cases/reserved_bits.mjs';
import { utf8 } from './cases/utf8.mjs';
import { play, playOpening } from './player.mjs';

const chapter = (number, title, rows, by = play) => ({
  number,
  title,
  rows: rows.map(([name, section, sent, back], i) => ({ id: `${number}.${i + 1}`, name, section, sent, back, play: by })),
});

/** Rules for every server. */
export const rules = [
  chapter(0, 'opening handshake', openings, playOpening),
  chapter(1, 'framing', framing),
  chapter(2, 'pings and pongs', pings),
  chapter(3, 'reserved bits', reservedBits),
  chapter(4, 'opcodes', opcodes),
  chapter(5, 'fragmentation', fragmentation),
  chapter(6, 'UTF-8', utf8),
  chapter(7, 'closing handshake', closing),
  chapter(8, 'what a client must do', clientRules),
  chapter(9, 'long messages', longMessages),
  chapter(10, 'automatic fragments', autoFragments),
];

/** Rules where the RFC leaves a choice. */
export const vestnikRules = [chapter(11, "Vestnik's choices", promises), chapter(12, "Vestnik's choices at the opening", openingPromises, playOpening)];
