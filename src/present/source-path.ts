import { cleanPath, trimSourcePath } from '../profile/file-path.ts';

export interface SourcePathOptions {
  /** Prefixes to cut, between colons. */
  readonly trimPath: string;
  /** The folder that paths are to be relative to, absolute. */
  readonly root: string;
}

/** A URL's scheme; one letter is a drive. */
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** The path of a recorded source file as a repository has it; undefined for what is no file, such as `node:fs`. */
export function sourcePath(recorded: string, { trimPath, root }: SourcePathOptions): string | undefined {
  const path = recorded.replace(/^file:\/\/(?=\/)/i, '').replaceAll('\\', '/');
  if (path === '' || SCHEME.test(path)) return undefined;
  const trimmed = trimSourcePath(path, { trimPath });
  const folder = root.endsWith('/') ? root : `${root}/`;
  return cleanPath(trimmed.startsWith(folder) ? trimmed.slice(folder.length) : trimmed);
}
