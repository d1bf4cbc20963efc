// What a commit message is held to. A commit is {hash, parents, message, files}; complaints are {hash, text}.

const longestSubject = 65;
/** Commits that change more files than this say why in their body. */
const filesWithoutBody = 5;
const machinePath = /(?<![\w.~}:])\/(root|work|tmp|home|farm|Users)\/\w/;

/** `folder/unit: Verb …`, short enough for one line of any list, of a folder or file that is there or was. */
function* subject({ hash, parents, message }, topOf) {
  const [line] = message.split('\n');
  if (parents.length > 1) {
    if (/ of (\/|\.\.|~)/.test(line)) yield { hash, text: 'a merge named after a folder: rebase instead' };
    return;
  }
  if (line.length > longestSubject) yield { hash, text: `the subject has ${line.length} characters, ${longestSubject} are allowed` };
  if (!/^[\w*.{}/-]+(, ?[\w*.{}/-]+)*: [A-Z]/.test(line)) yield { hash, text: 'the subject is not «folder/unit: Verb …»' };
  else
    for (const unit of line.split(': ')[0].split(/, ?/)) {
      const [top] = unit.split('/');
      const stands = (revision) => topOf(revision).some((name) => name === top || name.replace(/\.\w+$/, '') === top);
      if (top !== '*' && !['HEAD', ...parents].some(stands)) yield { hash, text: `${top} is neither a folder nor a file at the top` };
    }
  if (/[.!]$/.test(line)) yield { hash, text: 'the subject ends without a full stop' };
}

/** As git's `Signed-off-by:`, which says who and not why. */
const trailer = /^[A-Z]\w*(-\w+)+: .*$/;

function* body({ hash, parents, message, files }) {
  const [, blank, ...lines] = message.split('\n');
  if (blank) yield { hash, text: 'an empty line parts subject and body' };
  if (parents.length === 1 && files.length > filesWithoutBody && lines.every((line) => line.trim() === '' || trailer.test(line)))
    yield { hash, text: `changes ${files.length} files: the body says why` };
  if (machinePath.test(message)) yield { hash, text: 'names a path of one machine' };
}

/** `topOf` lists the names at the top of the tree of a revision. */
export function* commitRules(commits, topOf) {
  for (const commit of commits) {
    yield* subject(commit, topOf);
    yield* body(commit);
  }
}

/** The commits in what `git log --format=%x1e%h%x00%P%x00%B%x00 --name-only` prints. */
export function parseLog(text) {
  return text
    .split('\x1e')
    .slice(1)
    .map((entry) => {
      const [hash, parents, message, files] = entry.split('\0');
      return { hash, parents: parents.split(' ').filter(Boolean), message: message.trim(), files: files.split('\n').filter(Boolean) };
    });
}
