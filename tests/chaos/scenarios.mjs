// What is done to the cluster. Each scenario is played while a crowd uses it, and must leave it healed; what clients saw is
// judged afterwards. `gate` and `rounds` say how often it is played in `./dev test` and by `--all`.
import { certificates } from './scenarios/certificates.mjs';
import { clients } from './scenarios/clients.mjs';
import { database } from './scenarios/database.mjs';
import { disk } from './scenarios/disk.mjs';
import { lines } from './scenarios/lines.mjs';
import { machine } from './scenarios/machine.mjs';
import { mail } from './scenarios/mail.mjs';
import { nodes } from './scenarios/nodes.mjs';
import { versions } from './scenarios/versions.mjs';

export const scenarios = [...nodes, ...lines, ...database, ...disk, ...machine, ...mail, ...certificates, ...clients, ...versions];
