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
 * A store as people write it (`demo`, a folder, `~/folder`, `file:…`, `s3://bucket/prefix/`) as `file:/absolute/folder` or
 * `s3://bucket/prefix`.
 * @throws ProfError USAGE for a scheme that prof does not know, or what cannot be a bucket.
 */
export function normalizeStoreUrl(text: string, paths: PathEnvironment): string {
  if (text === '')
    throw new ProfError('USAGE', 'the store has no name', { hints: ['--store FOLDER, or --store demo'] });
  if (text === 'demo') return demoStoreUrl(paths);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 's3') return normalizeS3Url(text);
  if (scheme !== undefined && scheme !== 'file') {
    throw new ProfError('USAGE', `prof knows no store of the kind ${scheme}:`, {
      hints: ['--store ./profiles, --store file:/var/profiles, --store s3://bucket/prefix, --store demo'],
    });
  }
  const path = scheme === 'file' ? text.slice('file:'.length).replace(/^\/\/(?=\/)/, '') : text;
  return `file:${absolute(path, paths)}`;
}

/** Older buckets, and those of other servers, may be longer and hold what AWS does not allow any more. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;

function normalizeS3Url(text: string): string {
  const [bucket = '', ...segments] = text.replace(/^s3:(?:\/\/)?/i, '').split('/');
  const problem = !BUCKET.test(bucket)
    ? `${bucket === '' ? 'no bucket is named' : `${bucket} cannot be a bucket`}`
    : segments.some((segment) => segment === '.' || segment === '..')
      ? 'a prefix has no . or .. in it'
      : undefined;
  if (problem !== undefined) {
    throw new ProfError('USAGE', `${text}: ${problem}`, { hints: ['--store s3://bucket/prefix'] });
  }
  return ['s3:/', bucket, ...segments.filter((segment) => segment !== '')].join('/');
}

/** Whether what is written to one of two S3 stores stands in the other, too. */
export function isSameS3(left: string, right: string): boolean {
  return `${left}/`.startsWith(`${right}/`) || `${right}/`.startsWith(`${left}/`);
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
