// Invariant I9 of docs/faults.md, for leaks: memory and open files of each life of a node, and whether they have grown.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The state of open connections in /proc/net/tcp. */
const established = '01';

/** Inodes of the clients' open connections at this port, without those that the client has closed. */
function connections(table, port) {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = table.split('\n').slice(1).map((line) => line.trim().split(/\s+/));
  return new Set(rows.filter(([, local, , state]) => local?.endsWith(end) && state === established).map((row) => `socket:[${row[9]}]`));
}

/** Address space in KiB above which a process has sanitizers, which reserve terabytes of it. */
const shadowed = 2 ** 30;

/** The file of a descriptor; undefined if it has just been closed. */
function opened(pid, descriptor) {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid of a node; @param {number} port where clients reach it, in its own network
 * @returns {{rss: number, files: number, sanitized: boolean}} memory in MiB, and open files but for clients' connections
 */
export function vitalsOf(pid, port) {
  const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  const status = read('status');
  const kib = (field) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)[1]);
  const clients = connections(read('net/tcp'), port);
  const files = readdirSync(`/proc/${pid}/fd`).map((descriptor) => opened(pid, descriptor)).filter((file) => file && !clients.has(file));
  return { rss: Math.round(kib('VmRSS') / 1024), files: files.length, sanitized: kib('VmSize') > shadowed };
}

/** The share by which memory may grow. */
const share = 0.2;
/** How many more files may be open: sessions of mailboxes that have moved here, and a link that is being made. */
const fewFiles = 3;

/**
 * Compares each life of a node with itself: the reading after its second round, when caches are filled, with the last one.
 * Memory is not judged under sanitizers, since they keep freed memory.
 * @param {{node: string, pid: number, rss: number, files: number, sanitized: boolean}[]} readings after each round
 * @returns violations
 */
export function grown(readings) {
  return [...Map.groupBy(readings, ({ pid }) => pid).values()].flatMap(([, warm, ...later]) => {
    const last = later.at(-1);
    if (!last) return [];
    const { node } = last;
    const texts = [];
    if (!last.sanitized && last.rss > warm.rss * (1 + share))
      texts.push(`${node} has grown from ${warm.rss} to ${last.rss} MiB in ${later.length} rounds`);
    if (last.files > warm.files + fewFiles) texts.push(`${node} had ${warm.files} files open, and ${later.length} rounds later ${last.files}`);
    return texts.map((text) => ({ invariant: 'I9', text }));
  });
}
