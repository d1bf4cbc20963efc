// Clusters of servers that are broken on purpose (tests/history/broken/), whose faults the harness must find.
import { scenarios } from './scenarios.mjs';

const named = (name) => scenarios.find((scenario) => scenario.name === name);

export const controls = [
  {
    name: 'a server whose writes need no token is found out, by the room in which the former owner has written',
    program: 'vestnikd_that_intrudes',
    programme: [{ scenario: named('another owner takes rooms from the one that serves them'), rounds: 1 }],
    catches: (violations) => violations.find(({ invariant }) => invariant === 'I7'),
  },
  {
    name: 'a server that answers before it has committed is found out, by what a kill has lost',
    program: 'vestnikd_that_hurries',
    programme: [{ scenario: named('a node is killed the moment it has acknowledged'), rounds: 2 }],
    catches: (violations) => violations.find(({ invariant }) => invariant === 'I1'),
  },
  {
    name: 'a server that tells nobody who has read how far is found out when everybody rests',
    program: 'vestnikd_that_drops',
    programme: [{ scenario: named('one message is sent 50 times over all nodes at once'), rounds: 1 }],
    catches: (violations) => violations.find(({ invariant }) => invariant === 'I5'),
  },
];
