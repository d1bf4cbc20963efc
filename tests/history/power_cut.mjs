// A machine whose power is cut: what a server has written and not synced is gone. A preloaded library takes notes of both, and
// after the process was killed everything since a file's last sync is undone. Names of files and folders stay as they are.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), 'power_cut.c');
/** `struct note` of power_cut.c. */
const headBytes = 32;
const [, , begins, synced] = [0, 1, 2, 3];

/** @returns {{what: number, path: string, at: number, size: number, old: Buffer}[]} in their order; the last may have been cut short */
function notesIn(bytes) {
  const notes = [];
  for (let place = 0; place + headBytes <= bytes.length;) {
    const [what, pathLength, oldLength] = [0, 4, 8].map((field) => bytes.readUInt32LE(place + field));
    const [at, size] = [16, 24].map((field) => Number(bytes.readBigInt64LE(place + field)));
    const path = place + headBytes;
    const old = path + pathLength;
    place = old + oldLength;
    if (place <= bytes.length) notes.push({ what, path: bytes.toString('utf8', path, old), at, size, old: bytes.subarray(old, place) });
  }
  return notes;
}

/** What no sync has covered: a sync that succeeds covers what was written before it began. */
function unsynced(notes) {
  let last = 0;
  let begun = 0;
  notes.forEach(({ what }, i) => {
    if (what === begins) begun = i;
    if (what === synced) last = begun;
  });
  return notes.slice(last).filter(({ what }) => what < begins);
}

export class PowerCut {
  #own = scratchFolder('power-cut');
  #folder;
  /** Bytes that were lost until now. */
  lost = 0;

  /** @param {string} folder whose files lose what was not synced */
  static async at(folder) {
    const power = new PowerCut();
    power.#folder = folder;
    await run(['cc', '-O2', '-shared', '-fPIC', '-o', power.#library, source, '-ldl', '-pthread']);
    return power;
  }

  get #library() {
    return join(this.#own, 'power_cut.so');
  }
  get #journal() {
    return join(this.#own, 'journal');
  }

  /** What the server must be started by. @param {string[]} before libraries that come first */
  runner(before = []) {
    const libraries = [...before, this.#library].join(':');
    return ['env', `LD_PRELOAD=${libraries}`, `POWER_CUT_FOLDER=${this.#folder}/`, `POWER_CUT_JOURNAL=${this.#journal}`,
      'ASAN_OPTIONS=verify_asan_link_order=0'];
  }

  /** Once the server was killed. */
  cut() {
    const notes = existsSync(this.#journal) ? notesIn(readFileSync(this.#journal)) : [];
    for (const [path, its] of Map.groupBy(notes, ({ path }) => path)) {
      if (!existsSync(path)) continue;
      const file = openSync(path, 'r+');
      for (const { at, size, old } of unsynced(its).reverse()) {
        ftruncateSync(file, size);
        writeSync(file, old, 0, old.length, at);
        this.lost += Math.max(old.length, 1);
      }
      closeSync(file);
    }
    rmSync(this.#journal, { force: true });
  }

  remove() {
    removeScratch(this.#own);
  }
}
