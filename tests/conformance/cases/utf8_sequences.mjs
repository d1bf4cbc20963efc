// Octets that are UTF-8 (RFC 3629) and octets that are not, as in the well-known stress test for decoders: boundaries, stray
// and missing continuations, overlong forms, surrogates, values above U+10FFFF. Each is [name, hex].

const hexOf = (value) => value.toString(16).padStart(2, '0');
const pointed = (point) => [`U+${point.toString(16).toUpperCase().padStart(4, '0')}`, Buffer.from(String.fromCodePoint(point)).toString('hex')];
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

const boundaries = [0x0, 0x7f, 0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xcfff, 0xd000, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x3ffff, 0x40000, 0xfffff, 0x100000, 0x10ffff];
/** Noncharacters, which are valid UTF-8 (Unicode corrigendum 9). */
const noncharacters = [0xfdd0, 0xfdef, ...range(0, 16).flatMap((plane) => [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff])].filter((point) => !boundaries.includes(point));

export const valid = [
  ['Greek', 'cebae1bdb9cf83cebcceb5'],
  ['Latin with diacritics', Buffer.from('Hello-µ@ßöäüàá-UTF-8!!').toString('hex')],
  ['characters of four octets', Buffer.from('😀🂡𝄞').toString('hex')],
  ['a byte order mark, which is kept', 'efbbbf61'],
  ['a byte order mark alone', 'efbbbf'],
  ...boundaries.map(pointed),
  ...noncharacters.map(pointed),
];

/** Each of these octets begins a character of more than one, and a space follows. */
const lonelyStarts = range(0xc2, 0xf4).map((octet) => [`start octet ${hexOf(octet)} alone`, `${hexOf(octet)}20`]);
const impossible = [0xc0, 0xc1, ...range(0xf5, 0xff)].map((octet) => [`impossible octet ${hexOf(octet)}`, `${hexOf(octet)}80808080`]);
const continuations = [1, 2, 3, 4, 5, 6, 7].map((count) => [`${count} stray continuation octets`, '80bf'.repeat(4).slice(0, 2 * count)]);

export const invalid = [
  ['stray continuation octet bf', 'bf'],
  ...continuations,
  ['all continuation octets', range(0x80, 0xbf).map(hexOf).join('')],
  ...lonelyStarts,
  ...impossible,
  ['a character of two octets that lacks its last', 'c3'],
  ['a character of three octets that lacks its last', 'e282'],
  ['a character of three octets that lacks two', 'e2'],
  ['a character of four octets that lacks its last', 'f09f98'],
  ['a character of four octets that lacks two', 'f09f'],
  ['a character of four octets that lacks three', 'f0'],
  ['the last of three octets replaced by a letter', 'e28261'],
  ['the last of four octets replaced by a letter', 'f09f9861'],
  ['the third of four octets replaced by a letter', 'f09f6180'],
  ['a start octet within a character', 'e2c3a9'],
  ['incomplete characters of all lengths one after the other', 'c3e282f09f98c3'],
  ['fe fe ff ff', 'fefeffff'],
  ['overlong / in 2 octets', 'c0af'],
  ['overlong / in 3 octets', 'e080af'],
  ['overlong / in 4 octets', 'f08080af'],
  ['overlong / in 5 octets', 'f8808080af'],
  ['overlong / in 6 octets', 'fc80808080af'],
  ['longest overlong in 2 octets', 'c1bf'],
  ['longest overlong in 3 octets', 'e09fbf'],
  ['longest overlong in 4 octets', 'f08fbfbf'],
  ['longest overlong in 5 octets', 'f887bfbfbf'],
  ['longest overlong in 6 octets', 'fc83bfbfbfbf'],
  ['overlong NUL in 2 octets', 'c080'],
  ['overlong NUL in 3 octets', 'e08080'],
  ['overlong NUL in 4 octets', 'f0808080'],
  ['surrogate U+D800', 'eda080'],
  ['surrogate U+DB7F', 'edadbf'],
  ['surrogate U+DB80', 'edae80'],
  ['surrogate U+DBFF', 'edafbf'],
  ['surrogate U+DC00', 'edb080'],
  ['surrogate U+DF80', 'edbe80'],
  ['surrogate U+DFFF', 'edbfbf'],
  ['surrogates U+D800 U+DC00', 'eda080edb080'],
  ['surrogates U+D800 U+DFFF', 'eda080edbfbf'],
  ['surrogates U+DB7F U+DC00', 'edadbfedb080'],
  ['surrogates U+DBFF U+DFFF', 'edafbfedbfbf'],
  ['U+110000', 'f4908080'],
  ['U+13FFFF', 'f4bfbfbf'],
  ['U+1FFFFF', 'f7bfbfbf'],
  ['5 octets, the smallest', 'f888808080'],
  ['5 octets, the largest', 'fbbfbfbfbf'],
  ['6 octets, the smallest', 'fc8480808080'],
  ['6 octets, the largest', 'fdbfbfbfbfbf'],
];

/** The octets up to the first that no valid text can have there, or null when only the end makes them invalid. */
export function upToTheFault(octets) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let i = 0; i < octets.length; ++i)
    try {
      decoder.decode(octets.subarray(i, i + 1), { stream: true });
    } catch {
      return octets.subarray(0, i + 1);
    }
  return null;
}
