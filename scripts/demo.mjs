// ./dev demo: a private mail server, two people with a dialog, and mail that arrives every few seconds, until Ctrl-C.
//
//     node scripts/demo.mjs VESTNIKD
import { freePort, isFree } from '../tests/support/free_port.mjs';
import { trusting, Vestnik } from '../tests/support/vestnik.mjs';
import { DemoContent } from './demo_content.mjs';

const usualPort = 8080;

async function main(program) {
  console.log('      starting a private mail server');
  const content = await DemoContent.start();

  console.log('      starting vestnikd');
  const port = (await isFree(usualPort)) ? usualPort : await freePort();
  const vestnik = await Vestnik.start(program, { ...trusting(content.dovecot), 'net.port': port });
  await content.fill(vestnik.origin);

  console.log(`
  Open ${vestnik.origin}

${content.people}

  Ctrl-C ends the demo and removes everything.
`);

  vestnik.end().then(() => {
    console.error(`vestnikd has ended; it said:\n${vestnik.output}`);
    process.exit(1);
  });
  await content.deliver();
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(`The demo cannot go on: ${error.message}`);
  process.exit(1);
}
