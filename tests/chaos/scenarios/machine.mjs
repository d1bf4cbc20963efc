// Clocks, processors, memory and open files of the nodes' machine.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { run } from '../../support/child.mjs';
import { within } from '../stage.mjs';
import { movesNothing } from './verbs.mjs';

/** The memory of a small container. */
const memoryMib = 256;
const fileLimit = 256;
/** A connection without an answer after so long is a finding. */
const answerMs = 5000;

/** A client that is connected to this node. */
async function clientOf(stage, node) {
  const socket = stage.crowd.people[0].sibling();
  await socket.connect(node.origin, node.origin);
  return socket;
}

/** Opens so many connections at once and sends a request on each. @returns the status that each got, or how it ended */
function knock(origin, count) {
  const { hostname, port } = new URL(origin);
  const sockets = [];
  const answers = Array.from({ length: count }, () => new Promise((resolve) => {
    const socket = connect({ host: hostname, port });
    sockets.push(socket);
    socket.setTimeout(answerMs, () => resolve('silence'));
    socket.on('error', () => resolve('reset'));
    socket.on('close', () => resolve('closed'));
    socket.once('data', (bytes) => resolve(bytes.toString('latin1').slice(9, 12)));
    socket.write(`GET /api/v1/health HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  }));
  return { answers: Promise.all(answers), leave: () => sockets.forEach((socket) => socket.destroy()) };
}

export const machine = [
  {
    name: 'wall clocks are off by ten minutes and jump by two hours', fault: 'F9', gate: 0, rounds: 2, needs: ['clocks'],
    play: (stage) => movesNothing(stage, async () => {
      const [first, second] = stage.nodes;
      for (const [node, seconds] of [[first, 600], [second, 7200], [second, -7200], [second, 0], [first, 0]]) {
        await stage.moment();
        stage.setClock(node.name, seconds);
        stage.history.fault('clock', { node: node.name, seconds });
        await pause(2000);
        // The node's answers have its time.
        const date = new Date((await fetch(`${node.origin}/api/v1/health`)).headers.get('date'));
        const off = Math.round((date - Date.now()) / 1000);
        if (Math.abs(off - seconds) > 60) stage.find('F', `the clock of ${node.name} is off by ${off} s, not by ${seconds} s`);
      }
    }),
  },
  {
    name: 'four programs take all processors', fault: 'F10', gate: 0, rounds: 1,
    play: (stage) => movesNothing(stage, async () => {
      const hogs = Array.from({ length: 4 }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
      stage.history.fault('hogs');
      await pause(60_000);
      hogs.forEach((hog) => hog.kill('SIGKILL'));
    }),
  },
  {
    name: 'a node has 256 MiB, and is killed when somebody eats them up', fault: 'F10', gate: 0, rounds: 2, needs: ['memory groups'],
    async play(stage) {
      const node = stage.choose();
      const group = stage.memory.get(node.name);
      // Sanitizers alone need more than that.
      group.limit(Math.max(memoryMib, group.used + memoryMib / 2));
      stage.history.fault('memory', { node: node.name, used: group.used });
      await stage.moment();
      stage.allow(node, 'SIGKILL');
      const before = group.kills;
      const back = node.returns();
      let spare;
      await stage.strike(node, 'starve', () => (spare = group.starve(node.pid)));
      await within(30_000, node.ended(), `that the kernel kills ${node.name} for want of memory`);
      spare();
      if (group.kills === before) stage.find('F', `${node.name} has ended, but the kernel has not killed it for want of memory`);
      await within(60_000, back, `that ${node.name} is started again`);
    },
  },
  {
    name: 'a node may open 256 files, and more come in', fault: 'F10', gate: 0, rounds: 2,
    play: (stage) => movesNothing(stage, async () => {
      const node = stage.choose();
      const [, usual] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${node.pid}/limits`, 'utf8'));
      const limit = (files) => run(['prlimit', '--pid', String(node.pid), `--nofile=${files}:`]);
      await limit(fileLimit);
      const socket = await clientOf(stage, node);
      await stage.strike(node, 'crowded', () => {});
      const crowd = knock(node.origin, fileLimit + 50);
      const counts = Object.fromEntries([...Map.groupBy(await crowd.answers, (answer) => answer)].map(([answer, { length }]) => [answer, length]));
      stage.history.fault('knocked', { node: node.name, ...counts });
      if (!(counts['503'] > 0 && counts['200'] > 0) || counts.silence > 0) stage.find('F', `${node.name} answered new connections so: ${JSON.stringify(counts)}`);
      // Earlier connections must still work.
      await within(5000, socket.ask('chats', 'list'), `that ${node.name} serves those who were there before`);
      socket.close();
      crowd.leave();
      await pause(1000);
      await limit(usual);
    }),
  },
];
