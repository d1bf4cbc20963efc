// A small disk that can be full, slow or failing, for a server and all its processes: a file system in memory, a preloaded library,
// and a page of memory that controls the library.
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), 'faulty_disk.c');
const pageBytes = 4096;
/** Offsets of the fields of `struct orders`. */
const at = { syncDelayMs: 0, failingSyncs: 4, writeError: 8, struck: 12, where: 16 };
const whereBytes = 256;

export class FaultyDisk {
  #scratch = scratchFolder('faulty-disk');
  #page;
  /** The folder of the disk; an ordinary folder until it is mounted. */
  folder = scratchFolder('disk');

  /** Compiles the library; the disk has no faults yet. */
  static async make() {
    const disk = new FaultyDisk();
    await run(['cc', '-O2', '-shared', '-fPIC', '-o', disk.#library, source, '-ldl']);
    disk.#page = openSync(disk.#orders, 'w+');
    writeSync(disk.#page, Buffer.alloc(pageBytes), 0, pageBytes, 0);
    chmodSync(disk.#orders, 0o666); // for a server that runs as another user
    return disk;
  }

  /** Mounts a file system of 24 MiB; needs root. */
  async mount() {
    await run(['mount', '-t', 'tmpfs', '-o', 'size=24m', 'none', this.folder]);
  }

  /** Fills the mounted disk, so that nothing more can be written. */
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
    return join(this.#scratch, 'faulty_disk.so');
  }
  get #orders() {
    return join(this.#scratch, 'orders');
  }

  /** Environment variables that a server must be started with. */
  get environment() {
    return { LD_PRELOAD: this.#library, FAULTY_DISK: this.#orders, ASAN_OPTIONS: 'verify_asan_link_order=0' };
  }

  #set(offset, number) {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(number);
    writeSync(this.#page, bytes, 0, 4, offset);
  }

  /** Delays every sync. */
  slow(ms) {
    this.#set(at.syncDelayMs, ms);
  }

  /** Lets so many syncs fail with EIO; -1 for all. */
  failSyncs(count) {
    this.#set(at.failingSyncs, count);
  }

  /** Lets all writes to files in its folder fail. @param {'EIO'|'EROFS'} error their error */
  failWrites(error) {
    const bytes = Buffer.alloc(whereBytes);
    bytes.write(`${this.folder}/`);
    writeSync(this.#page, bytes, 0, whereBytes, at.where);
    this.#set(at.writeError, constants.errno[error]);
  }

  /** Ends all faults. */
  heal() {
    for (const offset of [at.syncDelayMs, at.failingSyncs, at.writeError]) this.#set(offset, 0);
  }

  /** How many calls were delayed or have failed. */
  get struck() {
    const bytes = Buffer.alloc(4);
    readSync(this.#page, bytes, 0, 4, at.struck);
    return bytes.readInt32LE();
  }

  remove() {
    closeSync(this.#page);
    spawnSync('umount', ['--lazy', this.folder]);
    for (const folder of [this.folder, this.#scratch]) removeScratch(folder);
  }
}
