// Who runs servers that must not be root (Dovecot): you, unless you are root; then `nobody`.
import { chownSync } from 'node:fs';

const nobody = { uid: 65534, gid: 65534 };
const isRoot = process.getuid() === 0;

/** Identity for `spawn`, and for files that such a server owns. */
export const identity = isRoot ? nobody : { uid: process.getuid(), gid: process.getgid() };

/** Gives a file or folder to that identity. */
export function give(path) {
  if (isRoot) chownSync(path, identity.uid, identity.gid);
}
