// A small disk that can be full, slow or failing, for a server and all its processes: a file system in memory, a library that is
// preloaded, and the page by which the library is told.
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), 'faulty_disk.c');
const pageBytes = 4096;
/** Where `struct orders` has its fields. */
const at = { syncDelayMs: 0, failingSyncs: 4, writeError: 8, struck: 12, where: 16 };
const whereBytes = 256;

export class FaultyDisk {
  #own = scratchFolder('faulty-disk');
  #page;
  /** What is on it; an ordinary one unless it is mounted. */
  folder = scratchFolder('disk');

  /** Compiled, and without any fault yet. */
  static async make() {
    const disk = new FaultyDisk();
    await run(['cc', '-O2', '-shared', '-fPIC', '-o', disk.#library, source, '-ldl']);
    disk.#page = openSync(disk.#orders, 'w+');
    writeSync(disk.#page, Buffer.alloc(pageBytes), 0, pageBytes, 0);
    chmodSync(disk.#orders, 0o666); // for a server that is somebody else
    return disk;
  }

  /** Makes 24 MiB of it; for root. */
  async mount() {
    await run(['mount', '-t', 'tmpfs', '-o', 'size=24m', 'none', this.folder]);
  }

  /** Nothing more can be written to it, once it is mounted. */
  async fill() {
    await run(['sh', '-c', `dd if=/dev/zero of=${this.#ballast} bs=64k 2>/dev/null; true`]);
  }
  async free() {
    await run(['rm', '-f', this.#ballast]);
  }

  get #ballast() {
    return join(this.folder, 'ballast');
  }
  get #library() {
    return join(this.#own, 'faulty_disk.so');
  }
  get #orders() {
    return join(this.#own, 'orders');
  }

  /** What a server must be started with. */
  get environment() {
    return { LD_PRELOAD: this.#library, FAULTY_DISK: this.#orders, ASAN_OPTIONS: 'verify_asan_link_order=0' };
  }

  #set(where, number) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(number);
    writeSync(this.#page, bytes, 0, 4, where);
  }

  /** Every sync takes so much longer. */
  slow(ms) {
    this.#set(at.syncDelayMs, ms);
  }

  /** So many syncs fail with EIO. */
  failSyncs(count) {
    this.#set(at.failingSyncs, count);
  }

  /** All writes to files in its folder fail. @param {'EIO'|'EROFS'} error how */
  failWrites(error) {
    const bytes = Buffer.alloc(whereBytes);
    bytes.write(`${this.folder}/`);
    writeSync(this.#page, bytes, 0, whereBytes, at.where);
    this.#set(at.writeError, constants.errno[error]);
  }

  /** As it was. */
  heal() {
    for (const where of [at.syncDelayMs, at.failingSyncs, at.writeError]) this.#set(where, 0);
  }

  /** How many calls have been late or have failed. */
  get struck() {
    const bytes = Buffer.alloc(4);
    readSync(this.#page, bytes, 0, 4, at.struck);
    return bytes.readInt32LE();
  }

  remove() {
    closeSync(this.#page);
    spawnSync('umount', ['--lazy', this.folder]);
    for (const folder of [this.folder, this.#own]) removeScratch(folder);
  }
}
