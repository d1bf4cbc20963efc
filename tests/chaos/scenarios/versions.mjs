// Nodes of two consecutive versions in one cluster.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

import { restart } from './verbs.mjs';

/** Ends a node in order; it is started again with this program. */
async function replace(stage, node, program) {
  node.become(program);
  await restart(stage, node);
  stage.history.fault('replaced', { node: node.name, program });
  if (realpathSync(`/proc/${node.pid}/exe`) !== realpathSync(program)) stage.find('F', `${node.name} does not run ${program}`);
  await stage.moment();
}

/** A vestnikd of the next version. */
const next = (stage) => join(stage.programs.others, 'vestnikd_of_the_next_version');
/** One that has another schema, too. */
const nextSchema = (stage) => join(stage.programs.others, 'vestnikd_of_the_next_schema');
/** Asks whether the columns of the next schema are there. */
const newColumns = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'news'";

export const versions = [
  {
    name: 'a node is replaced by the next version, and back', fault: 'F17', gate: 1, rounds: 3, most: { moved: 2000, gaps: 2000 }, upgrades: true,
    async play(stage) {
      const node = stage.choose();
      for (const program of [next(stage), stage.programs.vestnikd]) await replace(stage, node, program);
    },
  },
  {
    name: 'one node after the other is replaced by the next version, and back', fault: 'F17', gate: 0, rounds: 3, most: { moved: 2000, gaps: 2000 }, upgrades: true,
    async play(stage) {
      for (const program of [next(stage), stage.programs.vestnikd])
        for (const node of stage.nodes) await replace(stage, node, program);
    },
  },
  {
    name: 'one node after the other is replaced by the next version, whose schema has more', fault: 'F17', gate: 1, rounds: 1,
    most: { moved: 2000, gaps: 2000 }, upgrades: true, needs: ['schema'],
    // There is no way back: a database has one schema, and an earlier program does not start on a later one.
    async play(stage) {
      for (const node of stage.nodes) await replace(stage, node, nextSchema(stage));
      if ((await stage.database.sql(newColumns)) !== '4') stage.find('F', 'the schema is as before');
    },
  },
];
