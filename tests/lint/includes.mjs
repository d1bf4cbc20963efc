// What files of C++ include.

export const isHeader = (path) => path.endsWith('.hpp');
export const isCpp = (path) => isHeader(path) || path.endsWith('.cpp');

/** Includes of a file: {line, name, quoted}. */
export function includes(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    name: match[2],
    quoted: match[1] === '"',
  }));
}

/** All that a file includes, itself or by files of the tree: a function of its path. */
export function reaching(tree) {
  const reached = new Map();
  const reach = (path) => {
    if (!reached.has(path)) {
      reached.set(path, new Set());
      for (const { name, quoted } of includes(tree.get(path) ?? '')) {
        reached.get(path).add(name);
        if (quoted) reach(name).forEach((inner) => reached.get(path).add(inner));
      }
    }
    return reached.get(path);
  };
  return reach;
}
