// Holds the tree to its rules: node tests/lint/lint.mjs. Prints complaints as path:line: text.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { clientRows } from './client_imports.mjs';
import { layerOrder, readableLayers } from './layers.mjs';
import { libraryIncludes, precompiledHeaders } from './library_includes.mjs';
import { boundTests, pageTests } from './page_tests.mjs';
import { beginnings, circles, citations, crowds, fencing, layering, names, nouns, oneWebSocket, pagePaths, sizes, wording } from './rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const binary = /\.(png|jpe?g|webp|gif|ico|woff2?|gz|br|eml)$/;

/** Paths of all files of the tree, new ones included. */
function listTree() {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return list.toString().split('\0').filter((path) => path && existsSync(join(root, path)));
}

/** Those that are text of ours, as a map of path to text. */
function readTree(paths) {
  const ours = paths.filter((path) => !binary.test(path) && !path.startsWith('tests/data/'));
  return new Map(ours.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Lines `path: reason`. */
function readExceptions() {
  const lines = readFileSync(join(root, 'tests/lint/oversize.txt'), 'utf8').split('\n');
  return new Map(lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split(/: (.*)/)));
}

const paths = listTree();
const tree = readTree(paths);
const complaints = [
  ...readableLayers(tree),
  ...layerOrder(tree),
  ...layering(tree),
  ...circles(tree),
  ...clientRows(tree),
  ...crowds(tree),
  ...fencing(tree),
  ...oneWebSocket(tree),
  ...sizes(tree, readExceptions()),
  ...names(tree),
  ...nouns(tree),
  ...citations(tree),
  ...wording(tree),
  ...beginnings(tree),
  ...libraryIncludes(tree),
  ...precompiledHeaders(tree),
  ...pagePaths(tree, paths),
  ...pageTests(tree),
  ...boundTests(tree),
];
for (const { path, line, text } of complaints) console.log(`${path}:${line}: ${text}`);
console.log(`${tree.size} files, ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
