import assert from 'node:assert/strict';
import { test } from 'node:test';

import { boundTests, pageTests } from './page_tests.mjs';

const sources = {
  'tests/a.cpp': [
    'TEST_CASE("one and two "',
    '          "\\"three\\"") {}',
    'TEST_CASE_FIXTURE(chat_tests::fixture, "a chat is there") {}',
    'CAF_TEST(four',
    '         and five) {}',
    '// TEST_CASE("a test that is no longer one") {}',
    'int sixth; // the sixth is a comment',
    '/* CAF_TEST(nor is this) */',
  ].join('\n'),
  'tests/b.test.mjs': [
    "test('a node says \\'yes\\'', () => {});",
    'test(`a server is killed ${rounds} times`, () => {});',
    "  it.each([1, 2])('takes %i', () => {});",
    "it('reads', () => {});",
    "const scenarios = [{ name: 'a node is killed' }];",
    "// test('a test that is no longer one', () => {});",
    "pattern.test('not a test');",
    "test.skip('a test that is skipped', () => {});",
  ].join('\n'),
};

/** The lines that the rule complains about in a page. */
function complaints(page, text) {
  return [...pageTests(new Map(Object.entries({ ...sources, [page]: text })))].map(({ line }) => line);
}
const cite = (path, ...names) => `| \`${path}\` ${names.map((name) => `“${name}”`).join(', ')} |`;

test('a test that a page cites is there by its whole name', () => {
  assert.deepEqual(complaints('a.md', cite('tests/a.cpp', 'one and two "three"', 'a chat is there', 'four and five')), []);
  const names = ["a node says 'yes'", 'a server is killed ${rounds} times', 'takes %i', 'reads', 'a node is killed'];
  assert.deepEqual(complaints('a.md', cite('tests/b.test.mjs', ...names)), []);
});

test('a part of a name, a comment or what does not run is no test', () => {
  for (const name of ['e', 'one and two', 'the sixth is a comment', 'a test that is no longer one', 'nor is this'])
    assert.deepEqual(complaints('a.md', `\n${cite('tests/a.cpp', 'four and five', name)}`), [2], name);
  for (const name of ['a node', 'a test that is no longer one', 'not a test', 'a test that is skipped'])
    assert.deepEqual(complaints('a.md', cite('tests/b.test.mjs', name)), [1], name);
  assert.deepEqual(complaints('a.md', cite('tests/gone.cpp', 'four and five')), [1]);
});

test('a proof names the file of each test', () => {
  const page = `the rule “four and five”\n${cite('tests/a.cpp', 'four and five')}\n\`net/a.cpp\` “four and five”\n`;
  assert.deepEqual(complaints('docs/faults.md', page), [1, 3]);
  assert.deepEqual(complaints('docs/security.md', page), [1, 3]);
  assert.deepEqual(complaints('docs/other.md', page), []);
});

test('a bound has a test, or says that it has none', () => {
  const rows = [
    '| bound | who enforces it | what its owner sees | test that reaches it |', '|---|---|---|---|',
    `| a | b | c ${cite('tests/a.cpp', 'four and five')}`, '| a | b | c | *no test* |', '| a | b | c | by design |', '| a | b | c | `tests/a.cpp` |',
  ];
  const found = [...boundTests(new Map([['docs/bounds.md', rows.join('\n')], ['docs/other.md', '| a | b |']]))];
  assert.deepEqual(found.map(({ line }) => line), [5, 6]);
});
