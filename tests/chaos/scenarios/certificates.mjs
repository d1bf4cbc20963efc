// Certificates of nodes, and their authority.
import { setTimeout as pause } from 'node:timers/promises';

import { disconnections } from '../measures.mjs';
import { movesNothing, restart, until } from './verbs.mjs';

/** Starts a node with this certificate, which must be refused. */
async function isRefused(stage, name, certificate) {
  const intruder = await stage.stranger(name, certificate);
  const lengths = stage.nodes.map(({ output }) => output.length);
  const serves = await Promise.race([intruder.start().then(() => true, () => false), pause(8000, false)]);
  if (serves) stage.find('F', `a node whose certificate is of another authority serves`);
  const refusals = stage.nodes.filter(({ output }, i) => /as a node was refused: .*(not trusted|unknown ca)/.test(output.slice(lengths[i])));
  if (refusals.length === 0) stage.find('F', 'no log tells of a node that was refused for its certificate');
  const began = performance.now();
  await intruder.stop();
  const ms = performance.now() - began;
  if (ms > 15_000) stage.find('F', `a node that was not let in took ${Math.round(ms / 1000)} s to end`);
  stage.history.fault('intruder', { said: intruder.output });
}

/** Lets one node after the other read its files again, which no client may notice. @param {string} files as text */
async function readAgain(stage, files) {
  const begin = stage.history.entries.length;
  await movesNothing(stage, async () => {
    for (const node of stage.nodes) {
      await stage.moment();
      const { length } = node.output;
      node.signal('SIGHUP');
      const answer = () => /were read again|what was there before is used on/.exec(node.output.slice(length));
      if (!(await until(answer, 10_000)) || !answer()[0].endsWith('again')) stage.find('F', `${node.name} has not taken ${files}`);
      stage.history.fault(files, { node: node.name });
    }
    await stage.moment();
  });
  for (const { device, code } of disconnections(stage.history.entries, begin))
    stage.find('F', `${device} was disconnected with ${code} when nodes took ${files}`);
}

export const certificates = [
  {
    name: 'a node of another authority wants to join', fault: 'F21', gate: 0, rounds: 2,
    async play(stage, round) {
      const [name, authority] = ['intruder', `strangers ${round}`];
      await stage.cluster.certify(authority, [name]);
      await isRefused(stage, name, stage.cluster.certificate(name, authority));
    },
  },
  {
    name: 'certificates are replaced, and one node after the other shows its new one', fault: 'F21', gate: 0, rounds: 2,
    async play(stage) {
      await stage.cluster.renew();
      await readAgain(stage, 'new certificates');
      for (const node of stage.nodes) await restart(stage, node);
    },
  },
  {
    name: 'the authority is replaced, and a node of the old one wants to join', fault: 'F21', gate: 0, rounds: 2,
    async play(stage) {
      const { cluster } = stage;
      const before = cluster.authority;
      const now = await cluster.newAuthority();
      cluster.trust(before, now);
      await readAgain(stage, 'a second authority');
      await cluster.renew();
      await readAgain(stage, 'certificates of the second authority');
      cluster.trust(now);
      await readAgain(stage, 'the second authority alone');
      const name = 'latecomer';
      await cluster.certify(before, [name]);
      // This node trusts both authorities, so the others must refuse it.
      await isRefused(stage, name, { ...cluster.certificate(name, before), 'cluster.authority': cluster.bundle(before, now) });
      for (const node of stage.nodes) await restart(stage, node);
    },
  },
];
