import { configFolder, folderOf } from './folders.ts';
import type { Layer } from './layers.ts';
import type { LoadConfigDeps } from './load-config.ts';
import type { ConfigFile, ParseConfigOptions } from './parse-config-file.ts';
import { trustedFolders } from './trust.ts';

export interface FileLayer extends Layer {
  readonly file: string;
}

/** The project's file (the nearest prof.yaml, up to the repository's root), then the user's: those that exist. */
export async function readFileLayers(deps: LoadConfigDeps): Promise<FileLayer[]> {
  const { files, paths } = deps;
  const layers: FileLayer[] = [];
  const projectPath = await files.findUpwards(paths.workingFolder, 'prof.yaml');
  const projectText = projectPath === undefined ? undefined : await files.read(projectPath);
  if (projectPath !== undefined && projectText !== undefined) {
    const folder = await files.realPath(folderOf(projectPath));
    const isFromStranger = !(await trustedFolders(deps)).includes(folder);
    const file = await parse({ path: projectPath, paths, text: projectText, isFromStranger });
    layers.push(layer('project file', file));
  }
  const userPath = `${configFolder(paths)}/config.yaml`;
  const userText = await files.read(userPath);
  if (userText !== undefined) {
    const file = await parse({ path: userPath, paths, text: userText, isFromStranger: false });
    layers.push(layer('user file', file));
  }
  return layers;
}

function layer(source: 'project file' | 'user file', { path, settings, lines }: ConfigFile): FileLayer {
  return {
    source,
    settings,
    file: path,
    originOf: (key) => (lines[key] === undefined ? path : `${path}:${lines[key]}`),
  };
}

/** The YAML library takes longer to load than the rest of a small command: only where there is a file. */
async function parse(options: ParseConfigOptions): Promise<ConfigFile> {
  const { parseConfigFile } = await import('./parse-config-file.ts');
  return parseConfigFile(options);
}
