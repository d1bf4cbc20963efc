// The rules that every file of the tree is held to. Each takes a tree, a map of path to text, and yields
// complaints {path, line, text}.

import { dirname, join } from 'node:path';

import { clientImports, isClient } from './client_imports.mjs';
import { includes, isCpp, isHeader, reaching } from './includes.mjs';
import { readLayers } from './layers.mjs';

/** Where a third-party library may be included; everything else talks to the layer that wraps it. */
const fences = [
  { header: /^caf\//, allowed: /^(tests\/|bench\/)?(actors|cluster)\/|^tests\/(support\/caf_|simulation\/|history\/(broken|neighbours)\/)|^main\.cpp$/, rule: 'CAF is for actors/, cluster/ and main.cpp' },
  { header: /^boost\/(asio|beast)/, allowed: /^(tests\/(fuzz\/)?|bench\/)?net\//, rule: 'Asio and Beast are for net/' },
  { header: /^ares(_\w+)?\.h$/, allowed: /^(tests\/)?net\//, rule: 'c-ares is for net/' },
  { header: /^(sqlite3\.h|pqxx)/, allowed: /^(tests\/)?storage\/|^tests\/simulation\/mail\/shelf\.cpp$/, rule: 'database drivers are for storage/' },
  { header: /^(gmime|uchardet|glib)/, allowed: /^(tests\/)?mail\//, rule: 'mail libraries are for mail/' },
  { header: /^(google\/protobuf|cluster\/protocol\/envelope\.pb)/, allowed: /^(tests\/)?cluster\/|^tests\/history\/neighbours\//, rule: 'Protocol Buffers are for cluster/' },
  { header: /^(CLI|toml\+\+)\//, allowed: /^config\/[^.]+\.cpp$/, rule: 'CLI11 and toml++ are for the sources of config/' },
  { header: /^(format|expected)$/, allowed: /^$/, rule: 'g++ 12 has no std::format and no std::expected: use fmt and model::result' },
  { header: /^iostream$/, allowed: /^(tests|bench|load)\//, rule: 'print by fmt, log by spdlog' },
];

const ownLayer = (path) => path.replace(/^(tests\/fuzz|tests|bench)\//, '').split('/')[0];

/** A folder includes only what stands below it, never sideways (docs/architecture.md). */
export function* layering(tree) {
  const below = readLayers(tree);
  for (const [path, text] of tree) {
    const layer = ownLayer(path);
    if (!isCpp(path)) continue;
    for (const { line, name, quoted } of includes(text)) {
      if (!quoted) continue;
      const target = name.split('/')[0];
      if (path.startsWith('tests/') && tree.has(join(dirname(path), name))) continue;
      if (!tree.has(name)) yield { path, line, text: `"${name}" is not a file of the tree: includes are written from its root` };
      else if (below.has(layer) && below.has(target) && target !== layer && !below.get(layer).includes(target))
        yield { path, line, text: `${layer}/ may not include ${target}/` };
      else if (below.has(layer) && target === 'tests' && !path.startsWith('tests/'))
        yield { path, line, text: 'the product may not include tests/' };
    }
  }
}

/** The folder of a file below its layer, or below web/src; a file at the top counts by itself. */
function roomOf(path) {
  const parts = path.split('/');
  return parts.length === (path.startsWith('web/src/') ? 3 : 2) ? path.replace(/\.[a-z]+$/, '') : parts.slice(0, -1).join('/');
}

/** No two folders of a layer include one another, not even by way of a third: each can be read without the next. */
export function* circles(tree) {
  const below = readLayers(tree);
  const arrows = new Map(); // folder to the folders that it includes, each with the place
  for (const [path, text] of tree) {
    const layer = path.split('/')[0];
    if (!isClient(path) && !(isCpp(path) && below.has(layer))) continue;
    for (const { line, name } of isClient(path) ? clientImports(tree, path, text) : includes(text)) {
      const [from, to] = [roomOf(path), roomOf(name)];
      if (name.split('/')[0] !== layer || from === to || !tree.has(name)) continue;
      if (!arrows.has(from)) arrows.set(from, new Map());
      if (!arrows.get(from).has(to)) arrows.get(from).set(to, { path, line });
    }
  }
  const isFolder = (room) => !['hpp', 'cpp', 'ts', 'vue'].some((ending) => tree.has(`${room}.${ending}`));
  const way = (from, to, seen = new Set()) => {
    if (from === to) return [to];
    seen.add(from);
    for (const next of arrows.get(from)?.keys() ?? []) {
      const rest = seen.has(next) ? undefined : way(next, to, seen);
      if (rest) return [from, ...rest];
    }
    return undefined;
  };
  for (const [from, targets] of arrows)
    for (const [to, { path, line }] of targets) {
      const back = way(to, from);
      if (back && [from, ...back].some(isFolder)) yield { path, line, text: `a circle of folders: ${[from, ...back].join(' > ')}` };
    }
}

const mostNouns = 15;

/** A folder that holds more nouns than one can take in at a glance is grouped by what they are about. */
export function* crowds(tree) {
  const folders = new Map();
  for (const path of tree.keys()) {
    const noun = /^((?!tests\/|bench\/).+)\/([^/]+)\.(hpp|cpp|ts|vue)$/.exec(path);
    if (!noun) continue;
    if (!folders.has(noun[1])) folders.set(noun[1], new Set());
    folders.get(noun[1]).add(noun[2]);
  }
  for (const [folder, nouns] of folders)
    if (nouns.size > mostNouns) yield { path: folder, line: 1, text: `has ${nouns.size} nouns, ${mostNouns} are allowed: group them by subject` };
}

/** Third-party libraries stay behind the layer that wraps them, indirectly as well. */
export function* fencing(tree) {
  const reach = reaching(tree);
  for (const [path, text] of tree) {
    if (!isCpp(path)) continue;
    for (const { line, name, quoted } of includes(text))
      for (const { header, allowed, rule } of fences) {
        const inner = quoted && [...reach(name)].find((found) => header.test(found));
        if (allowed.test(path) || (quoted && path === 'main.cpp') || path.startsWith('examples/')) continue;
        if (!quoted && header.test(name)) yield { path, line, text: `<${name}>: ${rule}` };
        // Only Asio must not be seen through a header: net/'s face is free of it. CAF shows in actors/, which
        // nobody below includes.
        if (inner && inner.startsWith('boost/')) yield { path, line, text: `"${name}" brings <${inner}>: ${rule}` };
      }
  }
}

/** Beast's WebSocket takes a minute to compile for each translation unit that instantiates it. */
export function* oneWebSocket(tree) {
  const users = [...tree].filter(
    ([path, text]) => isCpp(path) && includes(text).some(({ name }) => /^boost\/beast(\.hpp|\/websocket(\.hpp|\/stream\.hpp|\/impl))/.test(name)),
  );
  for (const [path] of users.filter(([path]) => isHeader(path) && !path.startsWith('tests/')))
    yield { path, line: 1, text: 'a header may not include Beast WebSocket: one .cpp instantiates it' };
  const sources = users.map(([path]) => path).filter((path) => !isHeader(path) && !/^(tests|bench|load)\//.test(path));
  for (const path of sources.slice(1))
    yield { path, line: 1, text: `Beast WebSocket is instantiated in ${sources[0]} already` };
}

/** Lines a file may have. `exceptions` maps a path to the reason why it may exceed its budget, up to 600. */
export function* sizes(tree, exceptions) {
  for (const [path, text] of tree) {
    const budget = isHeader(path) ? 150 : /\.(cpp|m?js|ts|vue|css|sh|cmake)$|^dev$/.test(path) ? 400 : Infinity;
    const lines = text.split('\n').length - 1;
    const most = exceptions.has(path) ? 600 : budget;
    if (lines > most) yield { path, line: most, text: `has ${lines} lines, ${most} are allowed: split it by noun` };
    else if (exceptions.has(path) && lines <= budget)
      yield { path, line: 1, text: 'fits its budget: take it off the list of exceptions' };
  }
  for (const path of exceptions.keys())
    if (!tree.has(path)) yield { path, line: 1, text: 'is on the list of exceptions but not in the tree' };
}

/** A helper lives beside its only user, or gets a noun. */
export function* names(tree) {
  const banned = /(^|[/_])(utils?|helpers?|managers?|misc)([/.]|$)|(^|\/)common([/.]|$)/;
  for (const path of tree.keys())
    if (banned.test(path)) yield { path, line: 1, text: 'says nothing: name the file after its noun' };
}

/** Comments, and texts in quotes, of C++, Protocol Buffers and JavaScript. The `'` of 1'000 begins no text. */
const commentOrText = /(\/\/[^\n]*|\/\*[^]*?\*\/)|R"([^(\s]*)\([^]*?\)\2"|"(?:\\.|[^"\\\n])*"|(?<![\da-fA-F])'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`/g;
const isCode = (path) => /\.(hpp|cpp|proto|m?js|ts|vue)$/.test(path) && !path.startsWith('tests/lint/');
const blank = (text) => text.replace(/[^\n]/g, ' ');

/** A file without comments and texts, or its comments alone; every character stays in its place. */
const codeOf = (text) => text.replace(commentOrText, blank);
function commentsOf(text) {
  let all = '';
  for (const { 0: part, 1: comment, index } of text.matchAll(commentOrText)) if (comment) all += blank(text.slice(all.length, index)) + part;
  return all;
}

/** A name is its unit's noun: `message`, not `what`. The `what()` of exceptions is the standard's. */
export function* nouns(tree) {
  for (const [path, text] of tree) {
    if (!isCode(path)) continue;
    const isScript = /\.(m?js|ts|vue)$/.test(path);
    const code = codeOf(text).replace(/\bCAF_TEST\([^)]*\)/g, blank);
    const named = isScript ? /(?<=\b(?:const|let|var|function|class) )(what|who|own|asked|given|told)\b/g : /\b(what(?! *\(\))|who|own|asked|given|told)\b/g;
    for (const { 1: name, index } of code.matchAll(named))
      yield { path, line: text.slice(0, index).split('\n').length, text: `\`${name}\` names nothing: take the noun of what it is` };
  }
}

/** A comment cites a page by its path, and a requirement, fault or decision by that path and its name: `docs/security.md F4`. */
export function* citations(tree) {
  const cited = /(?<![\w./-])([\w./-]+\.md)\b(?!:)(?:[\s/*]+([A-Z]?\d+)\b)?|\b[Dd]ecisions? \d+/g;
  const named = /^docs\/(security|faults|decisions)\.md$/;
  for (const [path, text] of tree) {
    if (!isCode(path)) continue;
    for (const { 0: words, 1: page, 2: name, index } of commentsOf(text).matchAll(cited)) {
      const line = text.slice(0, index).split('\n').length;
      const rows = tree.get(page) ?? '';
      if (!page) yield { path, line, text: `“${words}”: write docs/decisions.md and its number` };
      else if (!tree.has(page)) yield { path, line, text: `there is no page ${page}: write its path from the root` };
      else if (name && named.test(page) && !rows.includes(`| ${name} |`) && !rows.includes(`**${name}. `)) yield { path, line, text: `${page} has no ${name}` };
    }
  }
}

/** Patterns that may stand nowhere, each with the files it is about. */
const phrases = [
  { files: isHeader, pattern: /^[ \t]*using namespace\b/m, text: 'no `using namespace` in headers' },
  { files: isCpp, pattern: /\b(TODO|FIXME|XXX)\b/, text: 'finish it, or write it down outside the code' },
  { files: isCpp, pattern: /\bstd::(regex|format|expected)\b/, text: 'use RE2, fmt, model::result' },
  { files: (path) => !path.startsWith('tests/data/'), pattern: /(?<![\w.~}:])\/(root|work|Users)\//, text: 'a path of one machine' },
  { files: (path) => path.endsWith('package-lock.json'), pattern: /"resolved": "http/, text: 'lock files hold no download addresses' },
];

export function* wording(tree) {
  for (const [path, text] of tree) {
    if (path.startsWith('tests/lint/')) continue;
    for (const { files, pattern, text: complaint } of phrases) {
      const match = files(path) && pattern.exec(text);
      if (match) yield { path, line: text.slice(0, match.index).split('\n').length, text: complaint };
    }
  }
}

/** A header guards itself; a source includes its own header first, so that the header stands alone. */
export function* beginnings(tree) {
  for (const [path, text] of tree) {
    if (isHeader(path) && !/^(\/\/.*\n)*\s*#pragma once\n/.test(text)) yield { path, line: 1, text: 'begins with #pragma once' };
    if (!path.endsWith('.cpp')) continue;
    const header = path.replace(/\.cpp$/, '.hpp').replace(/^tests\//, '');
    const [first] = includes(text);
    if (tree.has(header) && first?.name !== header) yield { path, line: first?.line ?? 1, text: `includes "${header}" first` };
  }
}

/** Where builds leave what they make: not files of the tree, though pages may name them. */
const built = /^(build|data|web\/dist)(\/|$)/;

/** What stands in a page for any name. */
const placeholder = /NAME|NOUN/;

/** What a page may call a file: its path, the path without the ending, or a folder. */
function namesOf(paths) {
  const all = new Set();
  for (const path of paths)
    for (let name = path; name !== '.'; name = dirname(name)) all.add(name).add(name.replace(/\.[^/]*$/, ''));
  return all;
}

/** The headings of a page, as links name them. */
function headingsOf(text) {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words]) => words.toLowerCase());
  return new Set(headings.map((words) => words.replace(/[^\p{L}\d _-]/gu, '').replaceAll(' ', '-')));
}

/** Every path that a page names is there: in links, with their headings, and wherever a word begins with a folder of the tree or of the page. */
export function* pagePaths(tree, paths = tree.keys()) {
  const known = namesOf(paths);
  const files = new Set([...known].map((path) => path.split('/').at(-1)));
  for (const [page, text] of tree) {
    if (!page.endsWith('.md')) continue;
    const here = dirname(page);
    const stands = (path) => known.has(path) || known.has(join(here, path)) || built.test(path);
    const begins = (path) => [path.split('/')[0], join(here, path.split('/')[0])].some((folder) => known.has(folder));
    const missing = new Map(); // by line and name, so that a link whose text is its target is told once
    const look = (pattern, judge) => {
      for (const match of text.matchAll(pattern)) {
        const line = text.slice(0, match.index).split('\n').length;
        if (!judge(match[1])) missing.set(`${line} ${match[1]}`, { path: page, line, text: `there is no ${match[1]}` });
      }
    };
    look(/\]\(([^)\s:]+)(?:\s+"[^"]*")?\)/g, (target) => {
      const [path, heading] = target.split('#');
      const file = path ? join(here, path).replace(/\/$/, '') : page;
      return known.has(file) && (!heading || headingsOf(tree.get(file) ?? '').has(heading));
    });
    look(/(?<![\w./:<>{}$~@-])([a-z][a-z_]*\/[\w./-]*\w)/g, (path) => !begins(path) || stands(path) || placeholder.test(path));
    look(/`([\w-]+\.(?:hpp|cpp|m?js|ts|vue|proto|md|sh|txt|toml|json|css))`/g, (file) => files.has(file) || placeholder.test(file));
    yield* missing.values();
  }
}
