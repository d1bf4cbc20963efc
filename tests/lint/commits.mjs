// Holds commit messages to the rules of CONTRIBUTING.md: node tests/lint/commits.mjs. Looks at the commits since this
// check came into the tree, and needs all of them. Prints complaints as hash: text.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { commitRules, parseLog } from './commit_rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const git = (...words) => execFileSync('git', words, { cwd: root, maxBuffer: 1 << 28 }).toString();

if (git('rev-parse', '--is-shallow-repository').trim() === 'true') {
  console.log('not judged: this clone is shallow and has not all commits; git fetch --unshallow brings them');
  // Who runs CI decides what it fetches, and the author's own run has judged the commits.
  process.exit(process.env.CI === 'true' ? 0 : 1);
}
const topOf = (revision) => git('ls-tree', '--name-only', '-z', revision).split('\0').filter(Boolean);
const added = git('log', '--diff-filter=A', '--format=%H', '--', 'tests/lint/commits.mjs').trim().split('\n').pop();
const commits = added ? parseLog(git('log', '--format=%x1e%h%x00%P%x00%B%x00', '--name-only', `${added}..HEAD`)) : [];
const complaints = [...commitRules(commits, topOf)];
for (const { hash, text } of complaints) console.log(`${hash}: ${text}`);
console.log(`${commits.length} commits, ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
