// The licences of the packages whose code is in the bundle.
import { readdir, readFile } from 'node:fs/promises';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** The folders `node_modules/…/name` that the bundle took code from. */
function bundledPackages(metafile) {
  const folders = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders].sort();
}

/** One text with name, version, licence and licence text of each. */
export async function thirdPartyNotice(metafile, root) {
  const parts = ['prof contains code of the packages below, under their own licences.\n'];
  for (const folder of bundledPackages(metafile)) {
    const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8'));
    const files = (await readdir(`${root}${folder}`)).filter((file) => LICENCE_FILE.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(`${root}${folder}/${file}`, 'utf8')));
    parts.push(`${'-'.repeat(78)}\n${name} ${version} (${license})\n\n${texts.join('\n').trim()}\n`);
  }
  return parts.join('\n');
}
