// Writes NAME.br and NAME.gz beside every file of the built page that gets smaller by it; the server sends them unchanged.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = new Set(['.css', '.html', '.js', '.json', '.svg', '.txt', '.webmanifest']);
const smallest = 512; // octets; for smaller files a second file costs more than it saves

const compressBrotli = (data) =>
  promisify(brotliCompress)(data, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
    },
  });
const compressGzip = (data) => promisify(gzip)(data, { level: constants.Z_BEST_COMPRESSION });

async function compress(path) {
  const data = await readFile(path);
  if (data.length < smallest) return;
  for (const [suffix, encode] of [['.br', compressBrotli], ['.gz', compressGzip]]) {
    const encoded = await encode(data);
    if (encoded.length < data.length) await writeFile(path + suffix, encoded);
  }
  console.log(`${path}  ${data.length} octets, precompressed`);
}

const root = process.argv[2];
if (!root) {
  console.error('usage: node scripts/precompress.mjs FOLDER');
  process.exit(2);
}
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() && compressible.has(extname(entry.name))) await compress(join(entry.parentPath ?? entry.path, entry.name));
}
