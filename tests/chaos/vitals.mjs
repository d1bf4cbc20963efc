// I9: what nodes hold on to. Memory and open files of each life of a node, and whether they have grown.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Of sockets in /proc/net/tcp. */
const established = '01';

/** Inodes of the connections that clients have open at this port. One that only the client has closed is not among them. */
function connections(table, port) {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = table.split('\n').slice(1).map((line) => line.trim().split(/\s+/));
  return new Set(rows.filter(([, local, , state]) => local?.endsWith(end) && state === established).map((row) => `socket:[${row[9]}]`));
}

/** In KiB. Sanitizers reserve terabytes of addresses for what they know of memory. */
const shadowed = 2 ** 30;

/** What a descriptor is; undefined if it has just been closed. */
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
  const kib = (what) => Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)[1]);
  const clients = connections(read('net/tcp'), port);
  const files = readdirSync(`/proc/${pid}/fd`).map((descriptor) => opened(pid, descriptor)).filter((what) => what && !clients.has(what));
  return { rss: Math.round(kib('VmRSS') / 1024), files: files.length, sanitized: kib('VmSize') > shadowed };
}

/** Memory may grow by so much. */
const share = 0.2;
/** Sessions of mailboxes that have moved here, and a link that is being made. */
const fewFiles = 3;

/**
 * Compares lives of nodes with themselves: what they held after their second round, when all is warm, and what in the end.
 * Under sanitizers memory says nothing, since they keep what was freed.
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
