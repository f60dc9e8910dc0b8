import { ProfError } from '../kit/errors.ts';
import { dataFolder, type PathEnvironment } from './folders.ts';

/** The folder of the demo's own store, `--store demo`. */
function demoStoreUrl(paths: PathEnvironment): string {
  return `file:${dataFolder(paths)}/demo/store`;
}

/** The store that is used when nothing is said. */
export function defaultStoreUrl(paths: PathEnvironment): string {
  return `file:${dataFolder(paths)}/store`;
}

/**
 * A store as people write it (`demo`, a folder, `~/folder`, `file:…`) as `file:/absolute/folder`.
 * @throws ProfError USAGE for a scheme that prof does not know.
 */
export function normalizeStoreUrl(text: string, paths: PathEnvironment): string {
  if (text === '')
    throw new ProfError('USAGE', 'the store has no name', { hints: ['--store FOLDER, or --store demo'] });
  if (text === 'demo') return demoStoreUrl(paths);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') {
    throw new ProfError('USAGE', `prof knows no store of the kind ${scheme}:`, {
      hints: ['stores are folders: --store ./profiles, --store file:/var/profiles, --store demo'],
    });
  }
  const path = scheme === 'file' ? text.slice('file:'.length).replace(/^\/\/(?=\/)/, '') : text;
  return `file:${absolute(path, paths)}`;
}

function absolute(path: string, paths: PathEnvironment): string {
  if (path === '~' || path.startsWith('~/')) return clean(paths.homeFolder + path.slice(1));
  return clean(path.startsWith('/') ? path : `${paths.workingFolder}/${path}`);
}

/** Without `.`, `..`, doubled and trailing slashes. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
