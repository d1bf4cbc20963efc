// Cuts the power of a machine: what a server has written but not synced is lost. A preloaded library records writes and syncs; after the
// process was killed, the writes since a file's last sync are undone, but for those that the disk has made by itself: the first few.
// Names of files and folders stay.
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../support/child.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';

const source = join(dirname(fileURLToPath(import.meta.url)), 'power_cut.c');
/** `struct note` of power_cut.c. */
const headBytes = 32;
const [, , begins, synced] = [0, 1, 2, 3];

/** @returns {{kind: number, path: string, thread: number, at: number, size: number, old: Buffer}[]} in their order; an incomplete last one is left out */
function notesIn(bytes) {
  const notes = [];
  for (let place = 0; place + headBytes <= bytes.length;) {
    const [kind, pathLength, oldLength, thread] = [0, 4, 8, 12].map((field) => bytes.readUInt32LE(place + field));
    const [at, size] = [16, 24].map((field) => Number(bytes.readBigInt64LE(place + field)));
    const path = place + headBytes;
    const old = path + pathLength;
    place = old + oldLength;
    if (place <= bytes.length) notes.push({ kind, thread, path: bytes.toString('utf8', path, old), at, size, old: bytes.subarray(old, place) });
  }
  return notes;
}

/** The writes to a file that no sync covers: a sync that succeeds covers the writes before its begin, on the same thread. */
export function unsynced(notes) {
  let last = 0;
  const begun = new Map();
  notes.forEach(({ kind, thread }, i) => {
    if (kind === begins) begun.set(thread, i);
    if (kind === synced) last = Math.max(last, begun.get(thread));
  });
  return notes.slice(last).filter(({ kind }) => kind < begins);
}

export class PowerCut {
  #scratch = scratchFolder('power-cut');
  #folder;
  /** Bytes lost so far. */
  lost = 0;

  /** @param {string} folder whose files lose unsynced writes */
  static async at(folder) {
    const power = new PowerCut();
    power.#folder = folder;
    await run(['cc', '-O2', '-shared', '-fPIC', '-o', power.#library, source, '-ldl', '-pthread']);
    return power;
  }

  get #library() {
    return join(this.#scratch, 'power_cut.so');
  }
  get #journal() {
    return join(this.#scratch, 'journal');
  }

  /** The command that must start the server. @param {string[]} before libraries that are preloaded first */
  runner(before = []) {
    const libraries = [...before, this.#library].join(':');
    return ['env', `LD_PRELOAD=${libraries}`, `POWER_CUT_FOLDER=${this.#folder}/`, `POWER_CUT_JOURNAL=${this.#journal}`,
      'ASAN_OPTIONS=verify_asan_link_order=0'];
  }

  /**
   * Undoes unsynced writes; to be called after the server was killed.
   * @param {(count: number) => number} kept of so many unsynced writes to a file, how many the disk has made
   */
  cut(kept = () => 0) {
    const notes = existsSync(this.#journal) ? notesIn(readFileSync(this.#journal)) : [];
    for (const [path, noted] of Map.groupBy(notes, ({ path }) => path)) {
      if (!existsSync(path)) continue;
      const file = openSync(path, 'r+');
      const lost = unsynced(noted);
      for (const { at, size, old } of lost.slice(kept(lost.length)).reverse()) {
        ftruncateSync(file, size);
        writeSync(file, old, 0, old.length, at);
        this.lost += Math.max(old.length, 1);
      }
      closeSync(file);
    }
    rmSync(this.#journal, { force: true });
  }

  remove() {
    removeScratch(this.#scratch);
  }
}
