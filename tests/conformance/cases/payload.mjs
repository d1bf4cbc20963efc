// Payloads in which a lost or misplaced octet shows.

const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const period = Buffer.from(Array.from({ length: 257 }, (_, i) => i & 0xff));

/** ASCII. */
export const letters = (size) => Buffer.alloc(size, alphabet);
/** All values of an octet, with a period that is prime. */
export const octets = (size) => Buffer.alloc(size, period);
