// The tests that pages cite as proof: `path` “name”.

/** A file by its path and, behind it, names of its tests in quotes. */
const citations = /`((?:web\/)?tests\/[^`]+)`((?:[^`“|\n]*“[^”]+”)+)/g;
/** Pages in which everything in “quotes” is the name of a test. */
const proofs = ['docs/bounds.md', 'docs/faults.md', 'docs/security.md'];
/** The page whose rows end with a test, or say that there is none. */
const bounds = 'docs/bounds.md';

const withoutComments = (code) => code.replace(/(^|\s)\/\/.*$/gm, '$1').replace(/(^|\s)\/\*[\s\S]*?\*\//g, '$1');
const unescaped = (text) => text.replace(/\\(.)/g, '$1');
const lineAt = (text, index) => text.slice(0, index).split('\n').length;

/** The names of the tests of doctest and CAF in a source. */
function* cppTests(code) {
  for (const [, literals] of code.matchAll(/\b(?:TEST_CASE|TEST_CASE_FIXTURE|SCENARIO)\(\s*(?:[\w:]+\s*,\s*)?((?:"(?:[^"\\]|\\.)*"\s*)+)\)/g))
    yield unescaped([...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part).join(''));
  for (const [, words] of code.matchAll(/\bCAF_TEST\(([^)]*)\)/g)) yield words.trim().replace(/\s+/g, ' ');
}

/** The names of the tests of node and vitest in a module, and those in tables. */
function* scriptTests(code) {
  for (const [, , name] of code.matchAll(/(?:(?<![.\w])(?:t\.)?(?:test|it)(?:\.each\([^()]*\))?\(|\bname:)\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/g)) yield unescaped(name);
}

/** Each bound has a test that reaches it, or says honestly that it has none. */
export function* boundTests(tree) {
  for (const [at, line] of (tree.get(bounds) ?? '').split('\n').entries()) {
    if (!line.startsWith('| ') || line.startsWith('| bound |')) continue;
    const proof = line.split(' | ').at(-1);
    if (!proof.startsWith('*no test*') && !proof.match(citations)) yield { path: bounds, line: at + 1, text: 'a bound names the test that reaches it, or *no test*' };
  }
}

/** Every test that a page cites is a test of that file, by its whole name, and every quote of a proof belongs to a file. */
export function* pageTests(tree) {
  const tests = new Map();
  const testsOf = (path) => {
    if (!tests.has(path)) tests.set(path, new Set((path.endsWith('.cpp') ? cppTests : scriptTests)(withoutComments(tree.get(path) ?? ''))));
    return tests.get(path);
  };
  for (const [page, text] of tree) {
    if (!page.endsWith('.md')) continue;
    for (const { 1: path, 2: quotes, index } of text.matchAll(citations))
      for (const [, name] of quotes.matchAll(/“([^”]+)”/g))
        if (!testsOf(path).has(name)) yield { path: page, line: lineAt(text, index), text: `${path} has no test “${name}”` };
    if (!proofs.includes(page)) continue;
    const rest = text.replace(citations, (found) => ' '.repeat(found.length));
    for (const { 0: quote, index } of rest.matchAll(/“[^”]*”/g)) yield { path: page, line: lineAt(text, index), text: `no path of a test precedes ${quote}` };
  }
}
