/** Source files by the names that profiles have for them: looked for as the reference looks for them. */
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { cleanPath, trimSourcePath } from '../profile/file-path.ts';
import { decodeUtf8 } from '../profile/utf8.ts';

export interface SourceFile {
  readonly lines: readonly string[];
  /** Why there are none. */
  readonly error?: string;
}

const MAX_SOURCE_BYTES = 1 << 26;
/** The reference stops reading at a line of that many bytes. */
const MAX_LINE_BYTES = 1 << 16;

export interface SourceLookup {
  /** Folders between colons; the current one if empty. */
  readonly sourcePath: string;
  readonly trimPath: string;
  /** The current folder, absolute. */
  readonly cwd: string;
}

/** Reads each file once. */
export class SourceFiles {
  private readonly known = new Map<string, SourceFile>();
  private readonly files: FileSystem;
  private readonly searchPath: string;
  private readonly trimPath: string;

  constructor(files: FileSystem, { sourcePath, trimPath, cwd }: SourceLookup) {
    this.files = files;
    this.searchPath = sourcePath === '' ? cwd : sourcePath;
    this.trimPath = trimPath;
  }

  /** The file if it was looked for before. */
  peek(path: string): SourceFile | undefined {
    return this.known.get(path);
  }

  /** Never fails: what went wrong is part of the answer. */
  async read(path: string): Promise<SourceFile> {
    const known = this.known.get(path) ?? (await this.find(path));
    this.known.set(path, known);
    return known;
  }

  private async find(recorded: string): Promise<SourceFile> {
    const path = trimSourcePath(recorded, { trimPath: this.trimPath, sourcePath: this.searchPath });
    if (path.startsWith('/')) return this.open(path);
    for (const folder of this.searchPath.split(':')) {
      for (const above of folderAndParents(folder)) {
        const found = await this.open(cleanPath(above === '' ? path : `${above}/${path}`));
        if (found.error === undefined) return found;
      }
    }
    return { lines: [], error: `could not find file ${path} on path ${this.searchPath}` };
  }

  private async open(path: string): Promise<SourceFile> {
    // Here `-` and `~` are names like any other.
    const literal = path.startsWith('/') ? path : `./${path}`;
    try {
      const found = await this.files.stat(literal);
      if (found === undefined) return { lines: [], error: `open ${path}: no such file or directory` };
      // A folder can be opened, and has no lines.
      if (found.kind !== 'file') return { lines: [] };
      return { lines: sourceLines(await this.files.read(literal, MAX_SOURCE_BYTES)) };
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      const why = error.code === 'NOT_ALLOWED' ? 'permission denied' : error.message;
      return { lines: [], error: `open ${path}: ${why}` };
    }
  }
}

function* folderAndParents(folder: string): Generator<string> {
  let current = folder;
  for (;;) {
    yield current;
    const parent = cleanPath(current.slice(0, current.lastIndexOf('/') + 1));
    if (parent === current) return;
    current = parent;
  }
}

function sourceLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  let from = 0;
  while (from < bytes.length) {
    const newline = bytes.indexOf(10, from);
    const end = newline === -1 ? bytes.length : newline;
    if (end - from >= MAX_LINE_BYTES) break;
    const isReturn = end > from && bytes[end - 1] === 13;
    lines.push(decodeUtf8(bytes, from, isReturn ? end - 1 : end));
    from = end + 1;
  }
  return lines;
}
