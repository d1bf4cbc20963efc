// Nodes of two consecutive versions in one cluster.
import { realpathSync } from 'node:fs';

import { restart } from './verbs.mjs';

/** Ends a node in order; it is started again with this program. */
async function replace(stage, node, program) {
  node.become(program);
  await restart(stage, node);
  stage.history.fault('replaced', { node: node.name, program });
  if (realpathSync(`/proc/${node.pid}/exe`) !== realpathSync(program)) stage.find('F', `${node.name} does not run ${program}`);
  await stage.moment();
}

export const versions = [
  {
    name: 'a node is replaced by the next version, and back', fault: 'F17', gate: 1, rounds: 3, upgrades: true,
    async play(stage) {
      const node = stage.choose();
      for (const program of [stage.programs.next, stage.programs.vestnikd]) await replace(stage, node, program);
    },
  },
  {
    name: 'one node after the other is replaced by the next version, and back', fault: 'F17', gate: 0, rounds: 3, upgrades: true,
    async play(stage) {
      for (const program of [stage.programs.next, stage.programs.vestnikd])
        for (const node of stage.nodes) await replace(stage, node, program);
    },
  },
];
