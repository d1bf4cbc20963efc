// Holds commit messages to the rules of CONTRIBUTING.md: node tests/lint/commits.mjs. Looks at the commits since this
// check came into the tree. Prints complaints as hash: text.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { commitRules, parseLog } from './commit_rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const git = (...words) => execFileSync('git', words, { cwd: root, maxBuffer: 1 << 28 }).toString();

const added = git('log', '--diff-filter=A', '--format=%H', '--', 'tests/lint/commits.mjs').trim().split('\n').pop();
const commits = added ? parseLog(git('log', '--format=%x1e%h%x00%P%x00%B%x00', '--name-only', `${added}..HEAD`)) : [];
const complaints = [...commitRules(commits)];
for (const { hash, text } of complaints) console.log(`${hash}: ${text}`);
console.log(`${commits.length} commits, ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
