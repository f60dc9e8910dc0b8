import { readFile } from 'node:fs/promises';

/** Sources that run by themselves use what was built of them. */
const FOLDER = import.meta.url.endsWith('.ts') ? '../../dist/container-probe/' : '../container-probe/';

/** The text of a program for the Node.js of a container. */
export function readContainerProbe(name: 'look' | 'wake'): Promise<string> {
  return readFile(new URL(`${FOLDER}${name}.js`, import.meta.url), 'utf8');
}
