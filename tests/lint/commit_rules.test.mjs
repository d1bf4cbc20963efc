import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { scratchFolder } from '../support/scratch.mjs';
import { commitRules, parseLog } from './commit_rules.mjs';

/** The trees of the commit's parent and of HEAD. */
const topOf = (revision) => (revision === 'HEAD' ? ['actors', 'bench', 'net', 'tests', 'service.cpp', 'dev'] : ['actors', 'old']);

/** What the rules say of one commit. */
function complaints(message, { files = ['a.cpp'], parents = ['1'] } = {}) {
  return [...commitRules([{ hash: 'abc', parents, message, files }], topOf)].map(({ text }) => text);
}

const many = ['1', '2', '3', '4', '5', '6'];

test('a subject names folder and unit, then what is done', () => {
  assert.deepEqual(complaints('actors/chat: Refuse posts from removed members'), []);
  assert.deepEqual(complaints('*: Group files by subject'), []);
  assert.deepEqual(complaints('tests, bench: Group files by subject'), []);
  assert.match(complaints('Refuse posts')[0], /folder\/unit/);
  assert.match(complaints('actors/chat: refuse posts')[0], /folder\/unit/);
  assert.match(complaints('actors/chat: Refuse posts.')[0], /full stop/);
});

test('a subject names a folder or file of the tree, as it is now or was before the commit', () => {
  for (const place of ['net', 'old/unit', 'service', 'service.cpp', 'dev', '*', 'tests, bench'])
    assert.deepEqual(complaints(`${place}: Group files`), [], place);
  assert.match(complaints('fix: Group files')[0], /fix is neither/);
  assert.match(complaints('tests, nets/io: Group files')[0], /nets is neither/);
});

test('a subject has at most 65 characters', () => {
  assert.deepEqual(complaints(`net: ${'X'.repeat(60)}`), []);
  assert.match(complaints(`net: ${'X'.repeat(61)}`)[0], /66 characters/);
});

test('a commit of more than five files has a body', () => {
  assert.deepEqual(complaints('net: Group files', { files: many.slice(0, 5) }), []);
  assert.match(complaints('net: Group files', { files: many })[0], /changes 6 files/);
  assert.deepEqual(complaints('net: Group files\n\nMoves only.', { files: many }), []);
  assert.match(complaints('net: Group files\n\nSigned-off-by: Ada <ada@example.org>', { files: many })[0], /changes 6 files/);
  assert.deepEqual(complaints('net: Group files\n\nMoves only.\n\nSigned-off-by: Ada <ada@example.org>', { files: many }), []);
  assert.match(complaints('net: Group files\nMoves only.')[0], /empty line/);
});

test('a message names no path of one machine', () => {
  assert.match(complaints(`net: Group files\n\nAs in ${'/home'}/ada/vestnik.`)[0], /path/);
  assert.deepEqual(complaints('net: Group files\n\nServes /email/download/ as before.'), []);
});

test('a merge is not named after a folder', () => {
  assert.match(complaints("Merge branch 'main' of ../other", { parents: ['1', '2'] })[0], /rebase/);
  assert.deepEqual(complaints('Merge: Databases that fail', { parents: ['1', '2'] }), []);
});

test('a log is read as its commits with their files', () => {
  const log = '\x1eaaa\0p1\0net: One\n\nWhy.\n\0\n\nnet/a.cpp\nnet/b.cpp\n\n\x1ebbb\0p1 p2\0Merge\n\0\n';
  assert.deepEqual(parseLog(log), [
    { hash: 'aaa', parents: ['p1'], message: 'net: One\n\nWhy.', files: ['net/a.cpp', 'net/b.cpp'] },
    { hash: 'bbb', parents: ['p1', 'p2'], message: 'Merge', files: [] },
  ]);
});

test('a shallow clone is not judged, and passes for CI alone', () => {
  const folder = scratchFolder('commits');
  const run = (command, ...words) => spawnSync(command, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, CI: '' } });
  const whole = join(folder, 'whole');
  const lint = join(whole, 'tests/lint');
  mkdirSync(lint, { recursive: true });
  for (const name of ['commits.mjs', 'commit_rules.mjs']) cpSync(new URL(name, import.meta.url), join(lint, name));
  const git = (...words) => run('git', '-C', whole, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'tests/lint: Judge commits');
  git('commit', '-qm', 'tests/lint: Change nothing', '--allow-empty');
  const judged = run('node', join(lint, 'commits.mjs'));
  assert.match(judged.stdout, /^1 commits, 0 complaints/);
  assert.equal(judged.status, 0);
  run('git', 'clone', '-q', '--depth', '1', `file://${whole}`, 'shallow');
  const shallow = run('node', 'shallow/tests/lint/commits.mjs');
  assert.match(shallow.stdout, /^not judged/);
  assert.equal(shallow.status, 1);
  const ci = spawnSync('node', ['shallow/tests/lint/commits.mjs'], { cwd: folder, env: { ...process.env, CI: 'true' } });
  assert.equal(ci.status, 0);
});
