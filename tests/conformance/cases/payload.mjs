// Payloads that show when an octet is lost or out of place.

const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const period = Buffer.from(Array.from({ length: 257 }, (_, i) => i & 0xff));

/** ASCII. */
export const letters = (size) => Buffer.alloc(size, alphabet);
/** All values of an octet, with a period that is prime. */
export const octets = (size) => Buffer.alloc(size, period);
