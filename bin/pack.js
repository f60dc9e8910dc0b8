// The package.json that is published says nothing of how prof is made: everything it needs is in dist/.
// `prepare` puts that one in place while npm packs, `restore` brings the repository's back.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NOT_PUBLISHED = ['private', 'scripts', 'devDependencies', 'optionalDependencies'];

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = `${root}package.json`;
const kept = `${root}package.json.kept.tmp`;

if (process.argv[2] === 'prepare') {
  // A kept one is left from a packing that was killed: what stands in its place is the published one already.
  if (!existsSync(kept)) renameSync(manifest, kept);
  const published = JSON.parse(readFileSync(kept, 'utf8'));
  for (const key of NOT_PUBLISHED) delete published[key];
  writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
} else if (existsSync(kept)) {
  renameSync(kept, manifest);
}
