/** Locations, functions and mappings of several profiles as one table each, equal ones once. */
import { MergedStrings } from './merge-strings.ts';
import { type FunctionTable, type LocationTable, type Mapping, NO_MAPPING, type Profile } from './profile.ts';

/** Mapping sizes are compared in pages: the end of a mapping moves a little between runs. */
const PAGE_BYTES = 4096n;

interface MappedMapping {
  readonly merged: number;
  /** What to add to the addresses of this source. */
  readonly shift: bigint;
}

/** Fills up in order of first use: `location` adds what it meets. */
export class MergedTables {
  readonly strings = new MergedStrings();
  private readonly mappings: Mapping[] = [];
  private readonly mappingByKey = new Map<string, number>();
  private readonly functionByKey = new Map<string, number>();
  private readonly functions = { name: [] as number[], systemName: [] as number[], filename: [] as number[] };
  private readonly startLine: bigint[] = [];
  private readonly locationByKey = new Map<string, number>();
  private readonly locations = {
    mapping: [] as number[],
    address: [] as bigint[],
    isFolded: [] as number[],
    lineOffset: [0],
  };
  private readonly lines = { lineFunction: [] as number[], line: [] as bigint[], column: [] as bigint[] };

  private source!: Profile;
  /** Of the current source: merged index + 1 per index, 0 where not met yet. */
  private locationOf = new Uint32Array(0);
  private functionOf = new Uint32Array(0);
  private mappingOf: (MappedMapping | undefined)[] = [];

  /** Turns to the next source. */
  begin(source: Profile): void {
    this.source = source;
    this.strings.begin(source.strings);
    this.locationOf = new Uint32Array(source.locations.count);
    this.functionOf = new Uint32Array(source.functions.count);
    this.mappingOf = [];
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
    const { locations, mappings } = this.source;
    const mapping = locations.mapping[index]!;
    const mapped = mapping === NO_MAPPING ? undefined : this.mapping(mapping);
    const address = locations.address[index]!;
    const start = mapping === NO_MAPPING ? 0n : mappings[mapping]!.start;
    const from = locations.lineOffset[index]!;
    const to = locations.lineOffset[index + 1]!;
    let key = `${mapped?.merged ?? -1} ${BigInt.asUintN(64, address - start)} ${locations.isFolded[index]}`;
    for (let line = from; line < to; line++) {
      const lineFunction = this.function(locations.lineFunction[line]!);
      key += ` ${lineFunction}:${locations.line[line]}:${locations.column[line]}`;
    }
    const known = this.locationByKey.get(key);
    if (known !== undefined) return known;
    const added = this.locations.mapping.length;
    this.locationByKey.set(key, added);
    this.locations.mapping.push(mapped?.merged ?? NO_MAPPING);
    this.locations.address.push(BigInt.asUintN(64, address + (mapped?.shift ?? 0n)));
    this.locations.isFolded.push(locations.isFolded[index]!);
    for (let line = from; line < to; line++) {
      this.lines.lineFunction.push(this.functionOf[locations.lineFunction[line]!]! - 1);
      this.lines.line.push(locations.line[line]!);
      this.lines.column.push(locations.column[line]!);
    }
    this.locations.lineOffset.push(this.lines.line.length);
    return added;
  }

  private function(index: number): number {
    const known = this.functionOf[index]!;
    if (known !== 0) return known - 1;
    const { functions } = this.source;
    const name = this.strings.number(functions.name[index]!);
    const systemName = this.strings.number(functions.systemName[index]!);
    const filename = this.strings.number(functions.filename[index]!);
    const startLine = functions.startLine[index]!;
    const key = `${name} ${systemName} ${filename} ${startLine}`;
    let merged = this.functionByKey.get(key);
    if (merged === undefined) {
      merged = this.startLine.length;
      this.functionByKey.set(key, merged);
      this.functions.name.push(name);
      this.functions.systemName.push(systemName);
      this.functions.filename.push(filename);
      this.startLine.push(startLine);
    }
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
    const mapped = { merged, shift: this.mappings[merged]!.start - source.start };
    this.mappingOf[index] = mapped;
    return mapped;
  }

  finish(): { mappings: Mapping[]; functions: FunctionTable; locations: LocationTable } {
    const { functions, startLine, locations, lines } = this;
    const ids = (count: number) => BigUint64Array.from({ length: count }, (_, i) => BigInt(i + 1));
    return {
      mappings: this.mappings,
      functions: {
        count: startLine.length,
        id: ids(startLine.length),
        name: Uint32Array.from(functions.name),
        systemName: Uint32Array.from(functions.systemName),
        filename: Uint32Array.from(functions.filename),
        startLine: BigInt64Array.from(startLine),
      },
      locations: {
        count: locations.mapping.length,
        id: ids(locations.mapping.length),
        mapping: Uint32Array.from(locations.mapping),
        address: BigUint64Array.from(locations.address),
        isFolded: Uint8Array.from(locations.isFolded),
        lineOffset: Uint32Array.from(locations.lineOffset),
        lineFunction: Uint32Array.from(lines.lineFunction),
        line: BigInt64Array.from(lines.line),
        column: BigInt64Array.from(lines.column),
      },
    };
  }
}
