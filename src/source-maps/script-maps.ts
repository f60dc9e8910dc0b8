import { posix } from 'node:path';
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { decodeUtf8 } from '../profile/utf8.ts';
import { findMapComment } from './map-comment.ts';
import { readMap, type ScriptMap } from './read-map.ts';

export interface FoundMap extends ScriptMap {
  /** The compiled script; undefined where it is not on this machine. */
  readonly script: string | undefined;
}

/** Bundles reach some tens of megabytes, and their maps several times that. */
const MAX_SCRIPT_BYTES = 64 * 2 ** 20;
const MAX_MAP_BYTES = 256 * 2 ** 20;
/** Folders above a script that may be missing where its map lies. */
const MAX_DEPTH = 40;

/** A map that was named by hand. */
interface NamedMap extends ScriptMap {
  readonly path: string;
}

/** Finds the maps of scripts: first where the user says, then beside the script and inside it. */
export class ScriptMaps {
  readonly #files: FileSystem;
  readonly #named: readonly NamedMap[];
  readonly #folders: readonly string[];
  readonly #used = new Set<string>();
  readonly #warn: (message: string) => void;

  private constructor(
    files: FileSystem,
    places: { readonly named: readonly NamedMap[]; readonly folders: readonly string[] },
    warn: (message: string) => void,
  ) {
    this.#files = files;
    this.#named = places.named;
    this.#folders = places.folders;
    this.#warn = warn;
  }

  /** @param places map files, and folders that hold maps. @throws ProfError NOT_FOUND, BAD_DATA for a file that is none. */
  static async open(
    places: readonly string[],
    files: FileSystem,
    warn: (message: string) => void,
  ): Promise<ScriptMaps> {
    const named: NamedMap[] = [];
    const folders: string[] = [];
    for (const place of places) {
      const found = await files.stat(place);
      if (found === undefined) throw new ProfError('NOT_FOUND', `no such source map: ${place}`);
      if (found.kind === 'folder') {
        folders.push(place);
        continue;
      }
      const path = await files.realPath(place);
      const map = readMap(await files.read(place, MAX_MAP_BYTES), path);
      if (map === undefined) {
        throw new ProfError('BAD_DATA', `not a source map: ${place}`, {
          hints: ['a source map is JSON with "version" and "mappings", mostly in a file NAME.js.map'],
        });
      }
      named.push({ ...map, path: place });
    }
    return new ScriptMaps(files, { named, folders }, warn);
  }

  /** Maps that were named and fitted no script. */
  unused(): readonly string[] {
    return this.#named.map(({ path }) => path).filter((path) => !this.#used.has(path));
  }

  /** @param script the script as the profile has it: a path or a URL. */
  async find(script: string): Promise<FoundMap | undefined> {
    const path = script.replace(/[?#].*$/, '');
    const named = this.#named.find((map) => isOf(map, path));
    if (named !== undefined) {
      this.#used.add(named.path);
      return { ...named, script: isLocal(path) ? await this.#readScript(path) : undefined };
    }
    const inFolder = await this.#findInFolders(path);
    return inFolder ?? (isLocal(path) ? await this.#findBeside(path) : undefined);
  }

  /** In a folder the script's path may begin anywhere: /app/dist/x.js is dist/x.js.map, or x.js.map, there. */
  async #findInFolders(path: string): Promise<FoundMap | undefined> {
    const parts = path.split(/[\\/]/).filter((part) => part !== '');
    if (parts.some((part) => part === '..' || part === '.')) return undefined;
    for (const folder of this.#folders) {
      for (let i = Math.max(0, parts.length - MAX_DEPTH); i < parts.length; i++) {
        const found = await this.#findBeside(posix.join(folder, ...parts.slice(i)));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  async #findBeside(path: string): Promise<FoundMap | undefined> {
    const beside = await this.#readMapFile(`${path}.map`);
    const script = await this.#readScript(path);
    if (beside !== undefined) return { ...beside, script };
    if (script === undefined) return undefined;
    const comment = findMapComment(script, path);
    if (comment === undefined) return undefined;
    const map =
      comment.kind === 'file'
        ? await this.#readMapFile(comment.path)
        : readMap(comment.bytes, await this.#files.realPath(path));
    if (map === undefined && comment.kind === 'inline')
      this.#warn(`the source map in ${path} cannot be read`);
    return map && { ...map, script };
  }

  async #readMapFile(path: string): Promise<ScriptMap | undefined> {
    const bytes = await this.#readRegular(path, MAX_MAP_BYTES);
    if (bytes === undefined) return undefined;
    const map = readMap(bytes, await this.#files.realPath(path));
    if (map === undefined) this.#warn(`not a source map: ${path}`);
    return map;
  }

  async #readScript(path: string): Promise<string | undefined> {
    const bytes = await this.#readRegular(path, MAX_SCRIPT_BYTES);
    return bytes && decodeUtf8(bytes);
  }

  /** Profiles may name anything: only plain files are opened, never pipes or devices. */
  async #readRegular(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    try {
      const literal = path.startsWith('/') ? path : `./${path}`;
      const found = await this.#files.stat(literal);
      if (found?.kind !== 'file') return undefined;
      if (found.sizeBytes <= maxBytes) return await this.#files.read(literal, maxBytes);
      this.#warn(`too large to be read for source maps: ${path}`);
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      this.#warn(`cannot be read for source maps: ${path}`);
    }
    return undefined;
  }
}

const isLocal = (path: string): boolean => path.startsWith('/') || /^[a-zA-Z]:\//.test(path);

const lastPart = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** A map that was named is of the script that it names, or that its own name says. */
function isOf({ path, scriptName }: NamedMap, script: string): boolean {
  const name = lastPart(script);
  return lastPart(scriptName) === name || lastPart(path) === `${name}.map`;
}
