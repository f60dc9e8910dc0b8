import type { FileSystem } from '../ports/file-system.ts';
import type { FunctionTable, Profile } from '../profile/profile.ts';
import { compiledScripts, isV8Place } from './compiled-scripts.ts';
import { type OriginalPlace, originalPlace, type ScriptLines } from './original-place.ts';
import { sourcePath } from './read-map.ts';
import { type FoundMap, ScriptMaps } from './script-maps.ts';

export interface SourceMapOptions {
  /** Map files and folders with maps, looked at before what lies beside the scripts. */
  readonly places: readonly string[];
}

export interface SourceMapDeps {
  readonly files: () => Promise<FileSystem>;
  readonly warn: (message: string) => void;
}

/**
 * The profile with functions of compiled JavaScript under the names, files and lines of what was compiled; itself where
 * no script has a map. Scripts are those of V8's profiles: their functions have the place at which they begin, with a
 * column. Nothing is fetched; of files only what maps say of names and places gets into the profile.
 * @throws ProfError NOT_FOUND, BAD_DATA for a map that was named and is none.
 */
export async function mapToSources(
  profile: Profile,
  { places }: SourceMapOptions,
  { files, warn }: SourceMapDeps,
): Promise<Profile> {
  const maps = await ScriptMaps.open(places, await files(), warn);
  const found = new Map<number, FoundMap>();
  for (const [index, script] of compiledScripts(profile)) {
    const map = await maps.find(script);
    if (map !== undefined) found.set(index, map);
  }
  for (const path of maps.unused()) warn(`the source map ${path} is of no script in the profile`);
  return found.size === 0 ? profile : moveFunctions(profile, found);
}

function moveFunctions(profile: Profile, maps: ReadonlyMap<number, FoundMap>): Profile {
  const { functions, locations, strings } = profile;
  const moved = new FunctionMover(profile);
  const lineFunction = new Uint32Array(locations.lineFunction.length);
  const line = locations.line.slice();
  const column = locations.column.slice();
  const linesOf = new Map<number, ScriptLines>();
  for (let i = 0; i < lineFunction.length; i++) {
    const f = locations.lineFunction[i]!;
    const file = functions.filename[f]!;
    const found = maps.get(file);
    const lines = linesOf.get(file) ?? scriptLines(found?.script);
    linesOf.set(file, lines);
    const place = {
      name: strings.get(functions.name[f]!),
      line: Number(line[i]!),
      column: Number(column[i]!),
    };
    const original = found && isV8Place(profile, i) ? originalPlace(found.map, place, lines) : undefined;
    if (original === undefined) lineFunction[i] = moved.keep(f);
    else {
      lineFunction[i] = moved.move(original);
      line[i] = BigInt(original.line);
      column[i] = BigInt(original.column);
    }
  }
  return {
    ...profile,
    functions: moved.table(),
    strings: strings.extend(moved.texts),
    locations: { ...locations, lineFunction, line, column },
  };
}

/** A script's lines by number, counted from 1, found when the first is asked for. */
function scriptLines(script: string | undefined): ScriptLines {
  let lines: readonly string[] | undefined;
  return (line) => {
    lines ??= script?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [];
    return lines[line - 1];
  };
}

/** The functions that a profile has after some were moved: those that nothing uses any more are left out. */
class FunctionMover {
  /** Strings beyond the profile's own. */
  readonly texts: string[] = [];
  readonly #profile: Profile;
  readonly #index = new Map<string, number>();
  readonly #name: number[] = [];
  readonly #systemName: number[] = [];
  readonly #filename: number[] = [];
  readonly #startLine: bigint[] = [];
  readonly #stringIndex = new Map<string, number>();

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  keep(f: number): number {
    const { name, systemName, filename, startLine } = this.#profile.functions;
    return this.#intern(name[f]!, systemName[f]!, filename[f]!, startLine[f]!);
  }

  move({ name, source, line }: OriginalPlace): number {
    return this.#intern(this.#string(name), 0, this.#string(sourcePath(source)), BigInt(line));
  }

  table(): FunctionTable {
    return {
      count: this.#name.length,
      id: BigUint64Array.from(this.#name, (_, i) => BigInt(i + 1)),
      name: Uint32Array.from(this.#name),
      systemName: Uint32Array.from(this.#systemName),
      filename: Uint32Array.from(this.#filename),
      startLine: BigInt64Array.from(this.#startLine),
    };
  }

  #intern(name: number, systemName: number, filename: number, startLine: bigint): number {
    const key = `${name} ${systemName} ${filename} ${startLine}`;
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.#name.push(name) - 1;
      this.#systemName.push(systemName);
      this.#filename.push(filename);
      this.#startLine.push(startLine);
      this.#index.set(key, index);
    }
    return index;
  }

  #string(text: string): number {
    if (text === '') return 0;
    let index = this.#stringIndex.get(text);
    if (index === undefined) {
      index = this.#profile.strings.count + this.texts.push(text) - 1;
      this.#stringIndex.set(text, index);
    }
    return index;
  }
}
