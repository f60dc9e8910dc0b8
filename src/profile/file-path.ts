/** Slash-separated paths as recorded in profiles, handled by their letters alone: no file is looked at. */

/** The shortest path of the same meaning: no `//`, `.` or inner `..`; an empty path becomes `.`. */
export function cleanPath(path: string): string {
  if (path === '') return '.';
  if (!/\/\/|(^|\/)\.\.?(\/|$)|.\/$/.test(path)) return path;
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  return rooted ? `/${kept.join('/')}` : kept.join('/') || '.';
}

/** The last element: `.` of an empty path, `/` of one that is all slashes. */
export function basePath(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

const ALWAYS_TRIMMED = ['/proc/self/cwd/./', '/proc/self/cwd/'];

export interface PathTrimming {
  /** Colon-separated prefixes to cut. */
  readonly trimPath?: string;
  /** Colon-separated folders of sources; without `trimPath`, all up to the base name of one is cut. */
  readonly sourcePath?: string;
}

/** The path that reports show for a recorded source file. */
export function trimSourcePath(path: string, { trimPath = '', sourcePath = '' }: PathTrimming): string {
  if (trimPath === '') {
    for (const folder of splitList(sourcePath)) {
      const marker = `/${basePath(folder)}/`;
      const found = path.indexOf(marker);
      if (found !== -1) return path.slice(found + marker.length);
    }
  }
  for (const prefix of [...splitList(trimPath), ...ALWAYS_TRIMMED]) {
    const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
    if (path.startsWith(folder)) return path.slice(folder.length);
  }
  return path;
}

const splitList = (list: string): string[] => (list === '' ? [] : list.split(':'));
