// Wall clocks of processes that are wrong and jump, each by itself; monotonic clocks are not changed. libfaketime cannot be used: it asks
// for memory when it starts, and jemalloc for the time when it gives some.
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), 'wall_clocks.c');

export class WallClocks {
  #scratch = scratchFolder('wall-clocks');

  /** Compiles the library. */
  static async make() {
    const clocks = new WallClocks();
    await run(['cc', '-O2', '-shared', '-fPIC', '-o', clocks.#library, source]);
    return clocks;
  }

  get #library() {
    return join(this.#scratch, 'wall_clocks.so');
  }
  #file(name) {
    return join(this.#scratch, `${name}.clock`);
  }

  /** A command that becomes a program which has the clock of this name, right at first. */
  runner(name) {
    this.set(name, 0);
    return ['env', `LD_PRELOAD=${this.#library}`, `WALL_CLOCK=${this.#file(name)}`, 'ASAN_OPTIONS=verify_asan_link_order=0'];
  }

  /** Shifts the clock to be off by so many seconds from now on. */
  set(name, seconds) {
    const shift = Buffer.alloc(8);
    shift.writeBigInt64LE(BigInt(seconds));
    // Written over, never cut off: processes have the file in their memory.
    const file = openSync(this.#file(name), constants.O_RDWR | constants.O_CREAT);
    writeSync(file, shift, 0, shift.length, 0);
    closeSync(file);
  }

  remove() {
    removeScratch(this.#scratch);
  }
}
