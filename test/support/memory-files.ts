import { ProfError } from '../../src/kit/errors.ts';
import { segmentMatcher } from '../../src/kit/glob.ts';
import type { FileContents, FileSystem } from '../../src/ports/file-system.ts';

/** Files in memory: paths without `./`, folders exist by what they hold. Globs in the last segment only. */
export class MemoryFiles implements FileSystem {
  readonly files = new Map<string, Uint8Array>();

  constructor(files: Record<string, Uint8Array> = {}) {
    for (const [path, bytes] of Object.entries(files)) this.files.set(path, bytes);
  }

  async stat(path: string) {
    const bytes = this.files.get(clean(path));
    if (bytes) return { kind: 'file' as const, sizeBytes: bytes.length, modifiedMs: 0 };
    const isFolder =
      clean(path) === '' || [...this.files.keys()].some((file) => file.startsWith(`${clean(path)}/`));
    return isFolder ? { kind: 'folder' as const, sizeBytes: 0, modifiedMs: 0 } : undefined;
  }

  async realPath(path: string) {
    return clean(path);
  }

  async read(path: string, maxBytes: number) {
    const bytes = this.files.get(clean(path));
    if (!bytes) throw new ProfError('NOT_FOUND', `no such file: ${path}`);
    if (bytes.length > maxBytes) throw new ProfError('LIMIT', `${path} is too large`);
    return bytes;
  }

  async list(folder: string) {
    const base = clean(folder) === '' ? '' : `${clean(folder)}/`;
    const names = [...this.files.keys()]
      .filter((file) => file.startsWith(base))
      .map((file) => file.slice(base.length));
    return [...new Set(names.map((name) => name.replace(/\/.*$/s, '/')))].sort();
  }

  async glob(pattern: string) {
    const slash = pattern.lastIndexOf('/') + 1;
    const matches = segmentMatcher(pattern.slice(slash));
    const names = await this.list(pattern.slice(0, slash));
    return names
      .filter((name) => !name.endsWith('/') && matches(name))
      .map((name) => pattern.slice(0, slash) + name);
  }

  async write(path: string, contents: FileContents, options: { overwrite: boolean }) {
    if (this.files.has(clean(path)) && !options.overwrite) return 'exists' as const;
    const bytes = contents instanceof Uint8Array ? contents : await joined(contents);
    this.files.set(clean(path), bytes);
    return 'written' as const;
  }
}

async function joined(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece.slice());
  return Buffer.concat(all);
}

function clean(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '').replace(/^\.$/, '');
}
