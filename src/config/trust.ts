import { ProfError } from '../kit/errors.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import { configFolder, type PathEnvironment } from './folders.ts';

export interface TrustDeps {
  readonly paths: PathEnvironment;
  readonly files: ConfigFiles;
}

export interface TrustResult {
  readonly schema: 'prof.config.trust.v1';
  /** The folder, without symbolic links. */
  readonly folder: string;
  readonly trusted: boolean;
  /** False: it was so before. */
  readonly changed: boolean;
}

/**
 * Remembers that the prof.yaml in a folder may set everything, or (`revoke`) forgets it.
 * @throws ProfError NOT_FOUND if the folder holds no prof.yaml.
 */
export async function trustFolder(
  options: { readonly folder: string; readonly revoke: boolean },
  { files, paths }: TrustDeps,
): Promise<TrustResult> {
  const folder = await files.realPath(options.folder);
  const trusted = await trustedFolders({ files, paths });
  if (!options.revoke && (await files.read(`${folder}/prof.yaml`)) === undefined) {
    throw new ProfError('NOT_FOUND', `${folder} holds no prof.yaml`, {
      hints: ['name the folder that holds it'],
    });
  }
  const changed = trusted.includes(folder) === options.revoke;
  const next = options.revoke ? trusted.filter((item) => item !== folder) : [...trusted, folder].sort();
  if (changed) await files.write(trustPath(paths), `${JSON.stringify({ folders: next }, null, 2)}\n`);
  return { schema: 'prof.config.trust.v1', folder, trusted: !options.revoke, changed };
}

/** The folders whose prof.yaml was trusted. */
export async function trustedFolders({ files, paths }: TrustDeps): Promise<string[]> {
  const path = trustPath(paths);
  const text = await files.read(path);
  if (text === undefined) return [];
  try {
    const { folders } = JSON.parse(text) as { folders: unknown };
    if (Array.isArray(folders) && folders.every((item) => typeof item === 'string')) return folders;
  } catch {
    // Falls through to the same message: not what prof wrote.
  }
  throw new ProfError('CONFIG_INVALID', `${path}:1: not a list of trusted folders`, {
    hints: ['remove the file and trust your projects again'],
  });
}

function trustPath(paths: PathEnvironment): string {
  return `${configFolder(paths)}/trusted.json`;
}
