import { createServer } from 'node:net';

/** Listens for a moment. @returns the port, or null when it is taken */
async function tryPort(port) {
  const server = createServer();
  try {
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  } catch {
    return null;
  }
  const found = server.address().port;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

/** A TCP port of 127.0.0.1 that nobody listens on now. */
export const freePort = () => tryPort(0);

/** Whether nobody listens on this port of 127.0.0.1 now. */
export const isFree = async (port) => (await tryPort(port)) !== null;
