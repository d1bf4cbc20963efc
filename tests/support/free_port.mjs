import { createServer } from 'node:net';

/** Listens on the port for a moment. @returns the port, or null when it is in use */
async function tryPort(port) {
  const server = createServer();
  try {
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  } catch {
    return null;
  }
  const { port: free } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** A TCP port of 127.0.0.1 that is not in use now. */
export const freePort = () => tryPort(0);

/** Whether this port of 127.0.0.1 is not in use now. */
export const isFree = async (port) => (await tryPort(port)) !== null;
