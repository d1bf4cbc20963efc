// ./dev cluster: the demo on several nodes behind one address, until Ctrl-C. A node that ends is started again.
//
//     node scripts/cluster.mjs VESTNIKD VESTNIKCTL NODES
import { Cluster, loopbackPlaces } from '../tests/support/cluster.mjs';
import { freePort, isFree } from '../tests/support/free_port.mjs';
import { Haproxy } from '../tests/support/haproxy.mjs';
import { Postgres } from '../tests/support/postgres.mjs';
import { trusting } from '../tests/support/vestnik.mjs';
import { DemoContent } from './demo_content.mjs';

const usualPort = 8080;
const restartMs = 3000;

const now = () => new Date().toLocaleTimeString();
/** A line for each event of a node. */
const words = {
  start: ({ node, pid }) => `${node} serves, process ${pid}`,
  end: ({ node, code }) => `${node} has ended${code === null ? '' : ` with ${code}`}; it starts again in ${restartMs / 1000} s`,
};

async function main(vestnikd, vestnikctl, count) {
  console.log('      starting a private mail server and a PostgreSQL');
  const content = await DemoContent.start();
  const postgres = await Postgres.start();

  console.log(`      starting ${count} nodes and HAProxy`);
  let started = false;
  const onEvent = (event) => started && console.log(`  ${now()}  ${words[event.kind](event)}`);
  const port = (await isFree(usualPort)) ? usualPort : await freePort();
  const cluster = await Cluster.start({ vestnikd, vestnikctl }, await loopbackPlaces(count), {
    ...trusting(content.dovecot), 'storage.url': postgres.url,
  }, { restartMs, onEvent });
  const proxy = await Haproxy.start(port, cluster.nodes);
  await content.fill(cluster.nodes[0].origin);
  started = true;

  console.log(`
  Open ${proxy.origin}, which shares the pages among the nodes, or a node itself:

${cluster.nodes.map(({ name, origin, pid }) => `    ${name}  ${origin}  process ${pid}`).join('\n')}

${content.people}

  kill -9 PROCESS takes a node away, kill -TERM lets it go in order; it is started again ${restartMs / 1000} s later.
  Ctrl-C ends all and removes everything.
`);

  proxy.end().then(() => {
    console.error(`HAProxy has ended; it said:\n${proxy.output}`);
    process.exit(1);
  });
  await content.deliver();
}

try {
  const [vestnikd, vestnikctl, count] = process.argv.slice(2);
  await main(vestnikd, vestnikctl, Number(count));
} catch (error) {
  console.error(`The cluster cannot go on: ${error.message}`);
  process.exit(1);
}
