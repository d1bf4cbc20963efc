import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';

/**
 * Makes a certificate authority, and a certificate for `localhost` and 127.0.0.1 that it signs; both are valid for 7 days.
 * @param {string[]} addresses additional ones. @returns the paths of three PEM files in `folder`
 */
export async function makeCertificate(folder, addresses = []) {
  const file = (name) => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const openssl = (...args) => run(['openssl', ...args]);
  const names = `subjectAltName=${['DNS:localhost', ...['127.0.0.1', ...addresses].map((address) => `IP:${address}`)].join(',')}`;
  // The authority's key is not needed afterwards and is removed.
  const scratch = mkdtempSync(file('authority-'));
  try {
    const authorityKey = join(scratch, 'key.pem');
    await openssl('req', '-x509', ...newKey, '-days', '7', '-subj', '/CN=Vestnik private authority',
      '-addext', 'keyUsage=critical,keyCertSign', '-keyout', authorityKey, '-out', file('ca.pem'));
    await openssl('req', '-x509', ...newKey, '-days', '7', '-subj', '/CN=localhost', '-addext', names,
      '-addext', 'basicConstraints=critical,CA:FALSE', '-CA', file('ca.pem'), '-CAkey', authorityKey,
      '-keyout', file('key.pem'), '-out', file('certificate.pem'));
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return { ca: file('ca.pem'), certificate: file('certificate.pem'), key: file('key.pem') };
}
