// Frames of a client (RFC 6455 §5.2), correct or wrong. A row's `sent` is a list of these frames, and of the steps below;
// consecutive frames are sent in one write.

const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa };
const exampleKey = Buffer.from('37fa213d', 'hex'); // RFC 6455 §5.7

/** Bits of the shortest length field (RFC 6455 §5.2). */
function formOf(length) {
  return length < 126n ? 7 : length < 65_536n ? 16 : 64;
}

function lengthOctets(length, form, maskBit) {
  const octets = Buffer.alloc(1 + (form === 7 ? 0 : form / 8));
  octets[0] = maskBit | (form === 7 ? Number(length) : form === 16 ? 126 : 127);
  if (form === 16) octets.writeUInt16BE(Number(length), 1);
  if (form === 64) octets.writeBigUInt64BE(length, 1);
  return octets;
}

function masked(payload, key) {
  const result = Buffer.allocUnsafe(payload.length);
  for (let i = 0; i < payload.length; ++i) result[i] = payload[i] ^ key[i & 3];
  return result;
}

/**
 * A frame. @param {number|string} opcode a number, or a name above; @param {object} changes unusual fields: `fin` 0 for a
 * fragment that is not the last, `rsv` the three reserved bits, `key` the mask (null: not masked), `form` the bits of the
 * length field, `length` the value of the length field
 */
export function frame(opcode, payload = '', { fin = 1, rsv = 0, key = exampleKey, form, length } = {}) {
  const octets = Buffer.from(payload);
  const size = BigInt(length ?? octets.length);
  const first = (fin << 7) | (rsv << 4) | (opcodes[opcode] ?? opcode);
  const field = lengthOctets(size, form ?? formOf(size), key ? 0x80 : 0);
  return Buffer.concat([Buffer.of(first), field, ...(key ? [key, masked(octets, key)] : [octets])]);
}

export const text = (payload, changes) => frame('text', payload, changes);
export const binary = (payload, changes) => frame('binary', payload, changes);
export const ping = (payload, changes) => frame('ping', payload, changes);
export const pong = (payload, changes) => frame('pong', payload, changes);

/** The first, a middle and the last fragment of a message. */
export const begin = (opcode, payload, changes) => frame(opcode, payload, { ...changes, fin: 0 });
export const more = (payload, changes) => frame('continuation', payload, { ...changes, fin: 0 });
export const last = (payload, changes) => frame('continuation', payload, changes);

/** The payload of a Close (RFC 6455 §5.5.1). */
export function reason(code, why = '') {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(code);
  return Buffer.concat([octets, Buffer.from(why)]);
}

/** Without a code the payload is empty. */
export const close = (code, why, changes) => frame('close', code === undefined ? '' : reason(code, why), changes);

export const isClose = (frame) => (frame[0] & 0xf) === opcodes.close;

/** Cuts octets into pieces of `size` octets. */
export function pieces(payload, size) {
  const octets = Buffer.from(payload);
  return Array.from({ length: Math.ceil(octets.length / size) }, (_, i) => octets.subarray(i * size, (i + 1) * size));
}

/** A message in fragments of `size` octets. */
export function fragments(opcode, payload, size) {
  const [first, ...others] = pieces(payload, size);
  return [begin(opcode, first), ...others.map((piece, i) => (i + 1 < others.length ? more(piece) : last(piece)))];
}

/** Frames that are sent in pieces of `size` octets, each in a separate write. */
export const chopped = (size, ...frames) => ({ chop: size, frames: frames.flat() });
/** Waits until so many messages, or pongs, have come back. */
export const afterMessages = (messages) => ({ messages });
export const afterPongs = (pongs) => ({ pongs });
/** Closes the client's side of the connection. */
export const hangUp = { hangUp: 'now' };
