// The licences of the packages whose code is in the bundle.
import { readdir, readFile } from 'node:fs/promises';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** The folders `node_modules/…/name` that one file of the bundle took code from. */
function packageFolders(output) {
  const folders = Object.entries(output.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** Which packages each file of the bundle holds: for the test that watches what a start loads. */
export function packagesByFile(metafile) {
  const rows = Object.entries(metafile.outputs).map(([file, output]) => {
    const names = packageFolders(output).map((folder) =>
      folder.slice(folder.lastIndexOf('node_modules/') + 13),
    );
    return [file.slice(file.indexOf('/') + 1), names];
  });
  return Object.fromEntries(rows);
}

/** One text with name, version, licence and licence text of each. */
export async function thirdPartyNotice(metafile, root) {
  const parts = ['prof contains code of the packages below, under their own licences.\n'];
  const folders = new Set(Object.values(metafile.outputs).flatMap(packageFolders));
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8'));
    const files = (await readdir(`${root}${folder}`)).filter((file) => LICENCE_FILE.test(file)).sort();
    const texts = await Promise.all(files.map((file) => readFile(`${root}${folder}/${file}`, 'utf8')));
    parts.push(`${'-'.repeat(78)}\n${name} ${version} (${license})\n\n${texts.join('\n').trim()}\n`);
  }
  return parts.join('\n');
}
