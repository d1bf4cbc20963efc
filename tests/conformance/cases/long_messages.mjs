// Long messages, many fragments, many messages.
import { begin, binary, chopped, fragments, last, more, ping, pieces, text } from '../frame.mjs';
import { asBinary, asText, both, echoes, pongs } from '../judge.mjs';
import { letters, octets } from './payload.mjs';

const KiB = 1024;
const MiB = 1024 * KiB;
const named = (size) => (size < KiB ? `${size} octets` : size < MiB ? `${size / KiB} KiB` : `${size / MiB} MiB`);
const kinds = [['text', text, asText, letters], ['binary', binary, asBinary, octets]];

const whole = [64 * KiB, 256 * KiB, MiB, 4 * MiB].flatMap((size) =>
  kinds.map(([name, send, back, fill]) => [`a ${name} message of ${named(size)} comes back`, '5.2', [send(fill(size))], echoes(back(fill(size)))]),
);

const inFragments = [64, 256, KiB, 4 * KiB, 16 * KiB, 64 * KiB, 256 * KiB].flatMap((piece) =>
  kinds.map(([name, , back, fill]) => [`a ${name} message of 512 KiB in fragments of ${named(piece)} comes back`, '5.4', fragments(name, fill(512 * KiB), piece), echoes(back(fill(512 * KiB)))]),
);

const inChops = [64, 256, KiB, 2 * KiB].flatMap((chop) =>
  kinds.map(([name, send, back, fill]) => [`a ${name} message of 256 KiB, written by ${named(chop)}, comes back`, '5.2', [chopped(chop, send(fill(256 * KiB)))], echoes(back(fill(256 * KiB)))]),
);

const many = [0, 16, 64, 256, KiB, 4 * KiB].flatMap((size) =>
  kinds.map(([name, send, back, fill]) => [`500 ${name} messages of ${named(size)} come back in order`, '5.4', Array(500).fill(send(fill(size))), echoes(...Array(500).fill(back(fill(size))))]),
);

const numbered = Array.from({ length: 1_000 }, (_, i) => `message ${i}`);

export const longMessages = [
  ...whole,
  ...inFragments,
  ...inChops,
  ...many,
  ['1000 messages come back, each once and in order', '5.4', numbered.map((payload) => text(payload)), echoes(...numbered.map(asText))],
  ['a ping within a message of 10000 fragments is answered', '5.4', [begin('binary', ''), ...pieces(octets(10_000), 1).map((piece) => more(piece)), ping('between'), last('')], both(echoes(asBinary(octets(10_000))), pongs('between'))],
];

/** Messages of a client that fragments automatically. */
export const autoFragments = [[65_536, 1_300], [65_536, 65_535], [65_536, 65_536 / 2], [1_300 * 3, 1_300], [131_072, 4_096]].flatMap(([size, piece]) =>
  kinds.map(([name, , back, fill]) => [`a ${name} message of ${size} octets, fragmented by ${piece}, comes back`, '5.4', fragments(name, fill(size), piece), echoes(back(fill(size)))]),
);
