// The disk of PostgreSQL, and of a node that is alone and keeps its data in SQLite.
import { setTimeout as pause } from 'node:timers/promises';

import { acceptsAgain, movesNothing, refuses } from './verbs.mjs';

const faultMs = 6000;
/** As the design demands; a PostgreSQL that fell over its disk has to recover first. */
const acceptedMs = 5000;
/** What is said of a write that could not be made, or of which a failed disk may have a part. */
const unmade = ['unavailable', 'outcome_unknown'];

/** For a while nothing can be written, and whoever wants to is told so. */
async function writesNothing(stage, codes, fault, heal) {
  await stage.moment();
  await movesNothing(stage, async () => {
    await refuses(stage, codes, async () => {
      await fault();
      stage.history.fault('disk fails');
      await pause(faultMs);
      await heal();
      stage.history.fault('disk works');
    });
    await acceptsAgain(stage, acceptedMs);
  });
}

/** Its disk does this for a while. @param order to the `FaultyDisk` */
async function misbehaves(stage, order) {
  const { disk } = stage;
  const before = disk.struck;
  await stage.moment();
  order(disk);
  stage.history.fault('disk misbehaves');
  await pause(faultMs);
  disk.heal();
  stage.history.fault('disk works');
  if (disk.struck === before) stage.find('F', 'nobody has felt anything of it');
  await acceptsAgain(stage, acceptedMs);
}

/** What can be wrong with the disk of either. @param {string} whose; @param {string[]} needs */
const faultsOf = (whose, needs) => [
  {
    name: `the disk of ${whose} is full`, fault: 'F8', gate: 0, rounds: 2, needs,
    play: (stage) => writesNothing(stage, ['storage_full'], () => stage.disk.fill(), () => stage.disk.free()),
  },
  ...['EIO', 'EROFS'].map((error) => ({
    name: `${whose} cannot write to its disk (${error})`, fault: 'F8', gate: 0, rounds: 2, needs,
    play: (stage) => writesNothing(stage, unmade, () => stage.disk.failWrites(error), () => stage.disk.heal()),
  })),
  {
    name: `the disk of ${whose} takes 500 ms to sync`, fault: 'F8', gate: 0, rounds: 2, needs,
    play: (stage) => movesNothing(stage, () => misbehaves(stage, (disk) => disk.slow(500))),
  },
];

export const disk = [
  ...faultsOf('PostgreSQL', ['disk']),
  {
    name: 'the disk of PostgreSQL fails a sync', fault: 'F8', gate: 0, rounds: 2, needs: ['disk'],
    // It ends all its processes then, and recovers by itself.
    play: (stage) => misbehaves(stage, (disk) => disk.failSyncs(1)),
  },
  ...faultsOf('a lone node', ['lone', 'disk']),
  {
    name: 'the disk of a lone node fails all syncs', fault: 'F8', gate: 0, rounds: 2, needs: ['lone', 'disk'],
    play: (stage) => writesNothing(stage, unmade, () => stage.disk.failSyncs(-1), () => stage.disk.heal()),
  },
];
