// Writes the files that are made from the code: the manifest of commands, the pages of error codes and of keys.
// With --check it changes nothing and fails if one of them is not what the code makes.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { errorsPage } from './build/errors-page.js';
import { keysPage } from './build/keys-page.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What oclif knows of every command, so that it need not load them to print help. */
async function manifest() {
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  // Folders come in the order of the disk, which is another one on every machine.
  const commands = Object.fromEntries(
    Object.entries(plugin.manifest.commands).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return `${JSON.stringify({ ...plugin.manifest, commands }, null, 2)}\n`;
}

const generated = {
  'oclif.manifest.json': await manifest(),
  'docs/errors.md': errorsPage(),
  'docs/keys.md': keysPage(),
};
const stale = [];
for (const [path, text] of Object.entries(generated)) {
  const current = await readFile(root + path, 'utf8').catch(() => undefined);
  if (current === text) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) await writeFile(root + path, text);
}
const verb = process.argv.includes('--check') ? 'not current, run npm run generate:' : 'written:';
if (stale.length > 0) console.error(`${verb} ${stale.join(', ')}`);
if (process.argv.includes('--check') && stale.length > 0) process.exitCode = 1;
