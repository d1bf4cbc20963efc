// node with_postgres.mjs COMMAND…: runs the command with a private PostgreSQL, whose URL is in TEST_POSTGRES. (Not VESTNIK_…:
// vestnikd would read that as one of its settings.)
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Postgres } from './postgres.mjs';

const [program, ...args] = process.argv.slice(2);
const postgres = await Postgres.start();
try {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, TEST_POSTGRES: postgres.url } });
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await postgres.stop();
}
