import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { scratchFolder } from '../support/scratch.mjs';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));
const folder = scratchFolder('count-tests');

/** What a line of bash prints that knows the functions of ./dev test. */
function bash(line, ...words) {
  return spawnSync('bash', ['-c', `. '${scripts}/progress.sh'; . '${scripts}/test.sh'; ${line}`, 'bash', ...words], { cwd: folder, encoding: 'utf8' }).stdout.trim();
}

/** Passed and failed tests of a log. */
function count(lines, status = 0) {
  const log = join(folder, 'log');
  writeFileSync(log, [].concat(lines, '').join('\n'));
  return bash('count_tests "$1" "$2"', log, String(status));
}

const doctest = (ran, passed, failed, skipped = 0) => `[doctest] test cases: ${ran} | ${passed} passed | ${failed} failed | ${skipped} skipped`;
const node = (passed, failed, skipped = 0) => [`ℹ tests ${passed + failed + skipped}`, 'ℹ suites 0', `ℹ pass ${passed}`, `ℹ fail ${failed}`, `ℹ skipped ${skipped}`];
const caf = (tests) => ['Summary:', '  suites:  1', `  tests:   ${tests}`, '  checks:  9'];

test('what was begun early and killed is no success, and nobody waits for it', { timeout: 60_000 }, () => {
  const story = (work) => bash(`start_early work ${work}; finish_early work >/dev/null; echo $?`);
  assert.equal(story('true'), '0');
  assert.equal(story('false'), '1');
  assert.equal(story(`bash -c 'kill -9 $PPID'`), '137');
});

test('tests are counted by the summaries of their frameworks', () => {
  assert.equal(count(doctest(7, 6, 1), 1), '6 1');
  assert.equal(count(node(3, 0)), '3 0');
  assert.equal(count(['# pass 4', '# fail 2'], 1), '4 2');
  assert.equal(count(['pass 13', 'fail 0']), '13 0');
  assert.equal(count(caf(5)), '5 0');
  assert.equal(count([...caf(5), '  failed tests:', '    - chat.one', '    - chat.two'], 1), '3 2');
  assert.equal(count('      Tests  2 failed | 5 passed (7)', 1), '5 2');
  assert.equal(count(['1: ℹ pass 4', '2: ℹ pass 0', '1: ℹ fail 0', '2: ℹ fail 1'], 1), '4 1');
  assert.equal(count([`1: ${doctest(2, 2, 0)}`, ...caf(3).map((line) => `2: ${line}`), ...node(4, 0)]), '9 0');
});

test('programs are counted where none tells of its tests', () => {
  assert.equal(count([' 1/2 Test #1: example_echo ....   Passed    0.10 sec', ' 2/2 Test #2: example_crud ....***Failed    0.10 sec'], 8), '1 1');
});

test('a command that says nothing counts as one', () => {
  assert.equal(count('all formatted'), '1 0');
  assert.equal(count('one is not', 1), '0 1');
});

test('a run that executed nothing has failed', () => {
  assert.equal(count(doctest(0, 0, 0, 80)), '0 1');
  assert.equal(count(node(0, 0)), '0 1');
  assert.equal(count(node(0, 0, 3)), '0 1');
  assert.equal(count(caf(0)), '0 1');
  assert.equal(count('      Tests  3 skipped (3)'), '0 1');
  assert.equal(count([...node(4, 0), doctest(0, 0, 0)]), '4 1');
});

test('a check of a run that executed nothing fails', () => {
  const broken = (command) => bash(`check one 'a text' ${command} >/dev/null; echo "\${broken[*]:-none} $passed $failed"`);
  assert.equal(broken(`echo '${doctest(0, 0, 0, 80)}'`), 'one 0 1');
  assert.equal(broken(`echo '${doctest(2, 2, 0)}'`), 'none 2 0');
  assert.equal(broken('true'), 'none 1 0');
  assert.equal(broken('false'), 'one 0 1');
});

test('a build without tests does not pass ctest', () => {
  assert.match(bash('mkdir -p build/asan; run_ctest asan >/dev/null 2>&1; echo "status $?"'), /status [^0]/);
});
