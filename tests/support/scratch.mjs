import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set();
process.on('exit', () => folders.forEach(removeScratch));

/** A new temporary folder, which is removed when this process ends, at the latest. */
export function scratchFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `vestnik-${name}-`));
  chmodSync(folder, 0o755);
  folders.add(folder);
  return folder;
}

export function removeScratch(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}
