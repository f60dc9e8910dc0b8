/** What the places of files depend on; taken from the process by the shell, made up by tests. */
export interface PathEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder, absolute. */
  readonly homeFolder: string;
  /** The working folder, absolute. */
  readonly workingFolder: string;
}

/** `$XDG_DATA_HOME/prof`: the store and the demo's store live here. */
export function dataFolder(paths: PathEnvironment): string {
  return `${xdgFolder(paths, 'XDG_DATA_HOME', '.local/share')}/prof`;
}

/** `$XDG_CONFIG_HOME/prof`: the user's configuration. */
export function configFolder(paths: PathEnvironment): string {
  return `${xdgFolder(paths, 'XDG_CONFIG_HOME', '.config')}/prof`;
}

/** `$XDG_STATE_HOME/prof`: what is worth keeping from one run to the next, and no loss. */
export function stateFolder(paths: PathEnvironment): string {
  return `${xdgFolder(paths, 'XDG_STATE_HOME', '.local/state')}/prof`;
}

/** The specification says that a relative value is to be ignored. */
function xdgFolder(paths: PathEnvironment, variable: string, fallback: string): string {
  const value = paths.env[variable];
  const folder = value?.startsWith('/') ? value : `${paths.homeFolder}/${fallback}`;
  return folder.replace(/\/+$/, '');
}

/** The folder of an absolute path. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
