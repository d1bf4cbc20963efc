// All scenarios. Each is played while a crowd uses the cluster, and must leave the cluster healed; the history is checked
// afterwards. `gate` and `rounds` are the numbers of rounds in `./dev test` and with `--all`.
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
