// The disk of PostgreSQL, and of a single server with SQLite.
import { setTimeout as pause } from 'node:timers/promises';

import { acceptsAgain, movesNothing, refuses } from './verbs.mjs';

const faultMs = 6000;
/** A message must be acknowledged so soon after the disk works again; PostgreSQL may have to recover first. */
const acceptedMs = 5000;
/** Codes for a write that was not made, or that a failing disk may have made in part. */
const unmade = ['unavailable', 'outcome_unknown'];

/** For a while nothing can be written, and writes must be refused with one of these codes. */
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

/** The disk has a fault for a while. @param begin starts the fault of the `FaultyDisk` */
async function misbehaves(stage, begin) {
  const { disk } = stage;
  const before = disk.struck;
  await stage.moment();
  begin(disk);
  stage.history.fault('disk misbehaves');
  await pause(faultMs);
  disk.heal();
  stage.history.fault('disk works');
  if (disk.struck === before) stage.find('F', 'nobody has felt anything of it');
  await acceptsAgain(stage, acceptedMs);
}

/** Scenarios for the disk of either. @param {string} owner as text; @param {string[]} needs */
const faultsOf = (owner, needs) => [
  {
    name: `the disk of ${owner} is full`, fault: 'F8', gate: 0, rounds: 2, most: { refused: 90 }, needs,
    play: (stage) => writesNothing(stage, ['storage_full'], () => stage.disk.fill(), () => stage.disk.free()),
  },
  ...['EIO', 'EROFS'].map((error) => ({
    name: `${owner} cannot write to its disk (${error})`, fault: 'F8', gate: 0, rounds: 2, most: { refused: 90 }, needs,
    play: (stage) => writesNothing(stage, unmade, () => stage.disk.failWrites(error), () => stage.disk.heal()),
  })),
  {
    name: `the disk of ${owner} takes 500 ms to sync`, fault: 'F8', gate: 0, rounds: 2, needs,
    play: (stage) => movesNothing(stage, () => misbehaves(stage, (disk) => disk.slow(500))),
  },
];

export const disk = [
  ...faultsOf('PostgreSQL', ['disk']),
  {
    name: 'the disk of PostgreSQL fails a sync', fault: 'F8', gate: 0, rounds: 2, most: { refused: 90 }, needs: ['disk'],
    // PostgreSQL then ends all its processes, and recovers by itself.
    play: (stage) => misbehaves(stage, (disk) => disk.failSyncs(1)),
  },
  ...faultsOf('a lone node', ['lone', 'disk']),
  {
    name: 'the disk of a lone node fails all syncs', fault: 'F8', gate: 0, rounds: 2, most: { refused: 90 }, needs: ['lone', 'disk'],
    play: (stage) => writesNothing(stage, unmade, () => stage.disk.failSyncs(-1), () => stage.disk.heal()),
  },
];
