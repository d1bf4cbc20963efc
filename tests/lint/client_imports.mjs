// Who imports whom in the web client.

import { dirname, join } from 'node:path';

const table = 'web/README.md';

export const isClient = (path) => /^web\/src\/.*\.(ts|vue)$/.test(path);

/** Imports of a file of the web client from the same client, at its start or while it runs, as files of the tree: {line, name}. */
export function clientImports(tree, path, text) {
  const code = text.replace(/^[ \t]*(\/\/|\*).*$/gm, (comment) => ' '.repeat(comment.length));
  return [...code.matchAll(/\b(?:from|import)\b\s*\(?\s*(["'`])((?:@|\.{1,2})\/[^"'`\n]+)\1/g)].map((match) => {
    const file = match[2].startsWith('@/') ? `web/src/${match[2].slice(2)}` : join(dirname(path), match[2]);
    const name = [file, `${file}.ts`, `${file}/index.ts`].find((candidate) => tree.has(candidate));
    return { line: code.slice(0, match.index).split('\n').length, name: name ?? file };
  });
}

/** The row of each folder, and of each file at the top, in the table of web/README.md. */
function readRows(tree) {
  const rows = new Map();
  for (const [row, [, cell]] of [...(tree.get(table) ?? '').matchAll(/^\| ((?:`[\w.]+\/?`(?:, )?)+) \|/gm)].entries())
    for (const [, name] of cell.matchAll(/`([\w.]+)\/?`/g)) rows.set(name, row);
  return rows;
}

/** A folder of the client imports only from the rows below it in the table of web/README.md, and none of its own row. */
export function* clientRows(tree) {
  const rows = readRows(tree);
  const placeOf = (path) => path.split('/')[2];
  for (const [path, text] of tree) {
    if (!isClient(path)) continue;
    for (const { line, name } of clientImports(tree, path, text)) {
      const [from, to] = [placeOf(path), placeOf(name)];
      if (from === to || !isClient(name)) continue;
      const stranger = [from, to].find((place) => !rows.has(place));
      if (stranger) yield { path, line, text: `${table} has no row for ${stranger}` };
      else if (from.includes('.') ? rows.get(to) < rows.get(from) : rows.get(to) <= rows.get(from))
        yield { path, line, text: `${from} may not import ${to}: ${table} has it in no row below` };
    }
  }
}
