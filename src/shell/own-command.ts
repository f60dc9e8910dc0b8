import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { shellQuote } from '../kit/shell-quote.ts';

export interface CommandSurroundings {
  /** The script that runs. */
  readonly script: string;
  readonly searchPath: string;
  /** Where the user stands. */
  readonly workingFolder: string;
  readonly execPath: string;
}

/**
 * How the user can call this same prof again, ready for a POSIX shell: `prof` if that is it, `npx prof` inside of a
 * folder that has it, else Node.js and the script by its path.
 */
export function ownCommand(at: CommandSurroundings = surroundings()): string {
  const script = realPath(at.script);
  const isScript = (path: string) => realPath(path) === script;
  const folders = at.searchPath.split(delimiter).filter((folder) => folder !== '');
  // npm puts its own folders there for what it runs; the user's shell does not have them.
  const own = folders.filter((folder) => !folder.endsWith(`${sep}node_modules${sep}.bin`) && !isNpx(folder));
  const found = own.map((folder) => join(folder, 'prof')).find(existsSync);
  if (found !== undefined && isScript(found)) return 'prof';
  for (let folder = at.workingFolder; ; folder = dirname(folder)) {
    const local = join(folder, 'node_modules', '.bin', 'prof');
    if (existsSync(local)) {
      if (isScript(local)) return 'npx prof';
      break;
    }
    if (dirname(folder) === folder) break;
  }
  const node = own.some((folder) => existsSync(join(folder, 'node'))) ? 'node' : shellQuote(at.execPath);
  return `${node} ${shellQuote(at.script)}`;
}

/** npm's folder with one link to the Node.js that runs npm. */
function isNpx(folder: string): boolean {
  return basename(folder) === 'node-gyp-bin';
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function surroundings(): CommandSurroundings {
  return {
    script: process.argv[1] ?? '',
    searchPath: process.env.PATH ?? '',
    // npm runs scripts in the package's folder, wherever the user called it.
    workingFolder: (process.env.npm_lifecycle_event && process.env.INIT_CWD) || process.cwd(),
    execPath: process.execPath,
  };
}
