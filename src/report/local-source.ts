import type { FileSystem } from '../ports/file-system.ts';
import { cleanPath, trimSourcePath } from '../profile/file-path.ts';

/**
 * Where a source file that a profile names lies under this folder, absolute; undefined where it does not. Profiles are
 * from strangers: nothing outside of the folder is found, whatever they name.
 */
export async function localSource(
  recorded: string,
  { folder, files }: { readonly folder: string; readonly files: FileSystem },
): Promise<string | undefined> {
  const trimmed = trimSourcePath(recorded, { trimPath: '', sourcePath: folder });
  for (const name of new Set([recorded, trimmed])) {
    const path = cleanPath(name.startsWith('/') ? name : `${folder}/${name}`);
    if (!path.startsWith(`${folder}/`)) continue;
    if ((await files.stat(path))?.kind === 'file') return path;
  }
  return undefined;
}
