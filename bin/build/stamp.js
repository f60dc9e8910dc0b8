// Whether dist/ was built from the sources as they are now. No packages here: this runs before they are installed.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const INPUTS = ['package.json', 'package-lock.json', 'bin/build.js', 'bin/build', 'src'];

/** A hash of everything that the bundle is made of. */
export function sourceStamp(root) {
  const hash = createHash('sha256');
  for (const input of INPUTS) addTo(hash, root, input);
  return hash.digest('hex');
}

function addTo(hash, root, path) {
  if (!/\.(js|ts|json|css|html)$/.test(path)) {
    for (const name of readdirSync(root + path).sort()) {
      if (/^[^.]+$|\.(js|ts|json|css|html)$/.test(name)) addTo(hash, root, `${path}/${name}`);
    }
    return;
  }
  const bytes = readFileSync(root + path);
  hash.update(`${path} ${bytes.length}\n`).update(bytes);
}

/** The stamp that dist/ was built with; undefined if there is none. */
export function builtStamp(root) {
  try {
    return readFileSync(`${root}dist/.stamp`, 'utf8');
  } catch {
    return undefined;
  }
}
