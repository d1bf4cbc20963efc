// Reads the output of `strace -f -xx`: system calls, in the order in which they began.

/** Calls that carry bytes or make them durable, calls that open descriptors, and `prctl`, which is disabled. */
const calls = ['openat', 'close', 'accept4', 'connect', 'fsync', 'fdatasync', 'pwrite64', 'write', 'writev', 'send', 'sendto',
  'sendmsg', 'read', 'readv', 'recvfrom', 'recvmsg', 'prctl'];

/**
 * The command that runs a program and writes its calls into `file`; strace is a process beside it (`-D`). The program's
 * `prctl` does nothing, since vestnikd uses it to hide its memory, also from a strace that is not root.
 * @param {Record<string, string>} environment additional variables for the program
 */
export const straceCommand = (file, environment = {}) => [
  'strace', '-D', '-f', '-q', '-xx', '-s', '1000000', '-e', 'signal=none', '-e', `trace=${calls}`,
  '-e', 'inject=prctl:retval=0', '-o', file,
  ...Object.entries(environment).flatMap(([name, value]) => ['-E', `${name}=${value}`]),
];

/** Whether the program's first thread has ended; then strace has written everything. */
export function isComplete(text) {
  const leader = /^\d+/.exec(text)?.[0];
  return leader !== undefined && new RegExp(`^${leader} +\\+\\+\\+ (exited|killed)`, 'm').test(text);
}

/** All bytes of the strings among the arguments. */
const bytesOf = (text) => Buffer.from([...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex]) => hex.replaceAll('\\x', '')).join(''), 'hex');

/**
 * @returns {{name: string, fd: number, bytes: Buffer, result: number, began: number, ended: number}[]} `fd` is the first
 *   argument; `began` and `ended` are lines, so that a call whose `ended` is less than another's `began` came before it.
 *   A call that never ended has none.
 */
export function parseStrace(text) {
  const found = [];
  const open = new Map();
  for (const [number, line] of text.split('\n').entries()) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest ?? '')?.[1];
    const begun = /^(\w+)\((.*)$/.exec(rest ?? '');
    if (begun) {
      open.set(pid, { name: begun[1], text: begun[2], began: number });
      found.push(open.get(pid));
    } else if (resumed !== undefined && open.has(pid)) open.get(pid).text += resumed;
    else continue;
    const result = /\) += (-?\d+)/.exec(line);
    if (result) Object.assign(open.get(pid), { result: Number(result[1]), ended: number });
  }
  return found.map(({ text: args, ...call }) => ({ ...call, fd: Number.parseInt(args, 10), bytes: bytesOf(args) }));
}
