// What pages of a model's objects cost SQLite, by the statements of storage/objects/object_table.cpp: figures for docs/consumers.md.
//
//     node --experimental-sqlite bench/object_pages.mjs [OBJECTS]
import { DatabaseSync } from 'node:sqlite';

const objects = Number(process.argv[2] ?? 1_000_000);
const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE model_note ("pk" BIGINT PRIMARY KEY NOT NULL, "text" TEXT NOT NULL, "stars" BIGINT NOT NULL)');
const insert = db.prepare('INSERT INTO model_note VALUES (?, ?, ?)');
db.exec('BEGIN');
for (let key = 1; key <= objects; ++key) insert.run(key, `a note of some forty characters, the ${key}th`, key % 5);
db.exec('COMMIT');

/** The parameters of a filter: whether each column counts, and what it must be. */
const filterOf = (first) =>
  ['pk', 'text', 'stars']
    .map((name, at) => [name, `$${first + 2 * at}`, `$${first + 2 * at + 1}`])
    .map(([name, counts, wanted]) => `(${counts} = 0 OR "${name}" = ${wanted} OR ("${name}" IS NULL AND ${wanted} IS NULL))`)
    .join(' AND ');
const page = (more) => `SELECT "pk", "text", "stars" FROM model_note WHERE "pk" >= $1${more} ORDER BY "pk" LIMIT $2 OFFSET $3`;

/** Prints the least time of a processor of five attempts. */
function measure(what, sql, given) {
  const statement = db.prepare(sql.replaceAll('$', '?'));
  const times = Array.from({ length: 5 }, () => {
    const begun = process.cpuUsage();
    statement.all(...given);
    return process.cpuUsage(begun).user / 1e3;
  });
  console.log(`${what}: ${Math.min(...times).toFixed(2)} ms`);
}

const stars = (wanted) => [0, null, 0, null, 1, wanted];
measure('the count', 'SELECT count(*) FROM model_note', []);
measure('the first page', page(''), [0, 50, 0]);
measure('the last page by its number', page(''), [0, 50, objects - 50]);
measure('the last page behind a key', page(''), [objects - 49, 50, 0]);
measure('the count of a filter', `SELECT count(*) FROM model_note WHERE ${filterOf(1)}`, stars(3));
measure('a page of a filter that many meet', page(` AND ${filterOf(4)}`), [0, 50, 0, ...stars(3)]);
measure('a page of a filter that none meets', page(` AND ${filterOf(4)}`), [0, 50, 0, ...stars(99)]);
measure('the same by a statement of its own', page(' AND "stars" = $4'), [0, 50, 0, 99]);
