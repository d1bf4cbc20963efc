// The user for servers that must not run as root (Dovecot): the present user, or `nobody` for root.
import { chownSync } from 'node:fs';

const nobody = { uid: 65534, gid: 65534 };
const isRoot = process.getuid() === 0;

/** Options for `spawn`, and the owner of such a server's files. */
export const identity = isRoot ? nobody : { uid: process.getuid(), gid: process.getgid() };

/** Makes that user the owner of a file or folder. */
export function give(path) {
  if (isRoot) chownSync(path, identity.uid, identity.gid);
}
