/** Locations, functions and mappings of several profiles as one table each, equal ones once. */
import { MergedStrings } from './merge-strings.ts';
import { type FunctionTable, type LocationTable, type Mapping, NO_MAPPING, type Profile } from './profile.ts';
import { WordSequences, wordsOf } from './word-sequences.ts';

/** Mapping sizes are compared in pages: the end of a mapping moves a little between runs. */
const PAGE_BYTES = 4096n;

interface MappedMapping {
  readonly merged: number;
  /** Where it starts in this source, as halves. */
  readonly startLow: number;
  readonly startHigh: number;
}

const FUNCTION_WORDS = 5;
const LOCATION_WORDS = 4;
const LINE_WORDS = 5;

/** Fills up in order of first use: `location` adds what it meets. */
export class MergedTables {
  readonly strings = new MergedStrings();
  private readonly mappings: Mapping[] = [];
  private readonly mappingByKey = new Map<string, number>();
  /** Name, system name, file, start line. */
  private readonly functions = new WordSequences();
  /** Mapping + 1, address from the start of the mapping, whether folded; per line: function, line, column. */
  private readonly locations = new WordSequences();

  private source!: Profile;
  /** Of the current source: merged index + 1 per index, 0 where not met yet. */
  private locationOf = new Uint32Array(0);
  private functionOf = new Uint32Array(0);
  private mappingOf: (MappedMapping | undefined)[] = [];
  /** Its 64-bit columns. */
  private words!: ReturnType<typeof wideColumns>;

  /** Turns to the next source. */
  begin(source: Profile): void {
    this.source = source;
    this.strings.begin(source.strings);
    this.locationOf = new Uint32Array(source.locations.count);
    this.functionOf = new Uint32Array(source.functions.count);
    this.mappingOf = [];
    this.words = wideColumns(source);
    // The first mapping is the program itself and stays the first, used or not.
    if (this.mappings.length === 0 && source.mappings.length > 0) this.mapping(0);
  }

  /** The merged index of a location of the current source. */
  location(index: number): number {
    const known = this.locationOf[index]!;
    if (known !== 0) return known - 1;
    const merged = this.addLocation(index);
    this.locationOf[index] = merged + 1;
    return merged;
  }

  private addLocation(index: number): number {
    const { locations } = this.source;
    const { words: wide } = this;
    const mapping = locations.mapping[index]!;
    const mapped = mapping === NO_MAPPING ? undefined : this.mapping(mapping);
    const from = locations.lineOffset[index]!;
    const to = locations.lineOffset[index + 1]!;
    const low = wide.address[2 * index]!;
    const start = this.locations.open(LOCATION_WORDS + (to - from) * LINE_WORDS);
    const { words } = this.locations;
    const startLow = mapped?.startLow ?? 0;
    words[start] = mapped === undefined ? 0 : mapped.merged + 1;
    words[start + 1] = low - startLow;
    words[start + 2] = wide.address[2 * index + 1]! - (mapped?.startHigh ?? 0) - (low < startLow ? 1 : 0);
    words[start + 3] = locations.isFolded[index]!;
    let at = start + LOCATION_WORDS;
    for (let line = from; line < to; line++) {
      words[at] = this.function(locations.lineFunction[line]!);
      words[at + 1] = wide.line[2 * line]!;
      words[at + 2] = wide.line[2 * line + 1]!;
      words[at + 3] = wide.column[2 * line]!;
      words[at + 4] = wide.column[2 * line + 1]!;
      at += LINE_WORDS;
    }
    return this.locations.close(at);
  }

  private function(index: number): number {
    const known = this.functionOf[index]!;
    if (known !== 0) return known - 1;
    const { functions, strings } = this;
    const { name, systemName, filename } = this.source.functions;
    const start = functions.open(FUNCTION_WORDS);
    const { words } = functions;
    words[start] = strings.number(name[index]!);
    words[start + 1] = strings.number(systemName[index]!);
    words[start + 2] = strings.number(filename[index]!);
    words[start + 3] = this.words.startLine[2 * index]!;
    words[start + 4] = this.words.startLine[2 * index + 1]!;
    const merged = functions.close(start + FUNCTION_WORDS);
    this.functionOf[index] = merged + 1;
    return merged;
  }

  private mapping(index: number): MappedMapping {
    const known = this.mappingOf[index];
    if (known !== undefined) return known;
    const source = this.source.mappings[index]!;
    const sizeBytes = BigInt.asUintN(64, source.limit - source.start + PAGE_BYTES - 1n) / PAGE_BYTES;
    const key = `${sizeBytes} ${source.offset} ${source.buildId || source.file}`;
    let merged = this.mappingByKey.get(key);
    if (merged === undefined) {
      merged = this.mappings.length;
      this.mappingByKey.set(key, merged);
      this.mappings.push({ ...source, id: BigInt(merged + 1) });
    }
    const mapped = {
      merged,
      startLow: Number(BigInt.asUintN(32, source.start)),
      startHigh: Number(source.start >> 32n),
    };
    this.mappingOf[index] = mapped;
    return mapped;
  }

  finish(): { mappings: Mapping[]; functions: FunctionTable; locations: LocationTable } {
    return { mappings: this.mappings, functions: this.functionTable(), locations: this.locationTable() };
  }

  private functionTable(): FunctionTable {
    const { count, words } = this.functions;
    const text = (word: number) =>
      Uint32Array.from({ length: count }, (_, f) => words[f * FUNCTION_WORDS + word]!);
    const startLine = new BigInt64Array(count);
    const lines = wordsOf(startLine);
    for (let f = 0; f < count; f++) {
      lines[2 * f] = words[f * FUNCTION_WORDS + 3]!;
      lines[2 * f + 1] = words[f * FUNCTION_WORDS + 4]!;
    }
    return { count, id: idsOf(count), name: text(0), systemName: text(1), filename: text(2), startLine };
  }

  /** Addresses stand where the merged mapping does. */
  private locationTable(): LocationTable {
    const { count, words } = this.locations;
    const lineCount = (this.locationWords() - count * LOCATION_WORDS) / LINE_WORDS;
    const mapping = new Uint32Array(count);
    const address = new BigUint64Array(count);
    const isFolded = new Uint8Array(count);
    const lineOffset = new Uint32Array(count + 1);
    const lineFunction = new Uint32Array(lineCount);
    const line = new BigInt64Array(lineCount);
    const column = new BigInt64Array(lineCount);
    const wide = { address: wordsOf(address), line: wordsOf(line), column: wordsOf(column) };
    let filled = 0;
    for (let l = 0; l < count; l++) {
      const start = this.locations.start(l);
      mapping[l] = words[start]! - 1;
      wide.address[2 * l] = words[start + 1]!;
      wide.address[2 * l + 1] = words[start + 2]!;
      if (words[start] !== 0) address[l]! += this.mappings[words[start]! - 1]!.start;
      isFolded[l] = words[start + 3]!;
      for (let at = start + LOCATION_WORDS; at < this.locations.end(l); at += LINE_WORDS) {
        lineFunction[filled] = words[at]!;
        wide.line[2 * filled] = words[at + 1]!;
        wide.line[2 * filled + 1] = words[at + 2]!;
        wide.column[2 * filled] = words[at + 3]!;
        wide.column[2 * filled + 1] = words[at + 4]!;
        filled++;
      }
      lineOffset[l + 1] = filled;
    }
    return { count, id: idsOf(count), mapping, address, isFolded, lineOffset, lineFunction, line, column };
  }

  private locationWords(): number {
    const { count } = this.locations;
    return count === 0 ? 0 : this.locations.end(count - 1);
  }
}

const wideColumns = ({ locations, functions }: Pick<Profile, 'locations' | 'functions'>) => ({
  address: wordsOf(locations.address),
  line: wordsOf(locations.line),
  column: wordsOf(locations.column),
  startLine: wordsOf(functions.startLine),
});

const idsOf = (count: number): BigUint64Array => {
  const ids = new BigUint64Array(count);
  const words = wordsOf(ids);
  for (let i = 0; i < count; i++) words[2 * i] = i + 1;
  return ids;
};
