/** The second pass over a profile: strings, mappings, functions and locations into columns. */
import { FIELD, type Header } from './decode-header.ts';
import { IdIndex, NOT_THERE } from './id-index.ts';
import { type DecodeLimits, limitExceeded } from './limits.ts';
import type { FunctionTable, LocationTable, Mapping } from './profile.ts';
import { StringTable } from './string-table.ts';
import { allocating, WireReader } from './wire-reader.ts';

export interface Tables {
  readonly strings: StringTable;
  readonly mappings: Mapping[];
  readonly functions: FunctionTable;
  readonly locations: LocationTable;
  readonly locationIds: IdIndex;
  /** A string index that is not in the table, if there is one. */
  readonly hasBadString: boolean;
  /** What is wrong with the tables, in the reference's words and order, if anything is. */
  readonly invalid: string | undefined;
}

/**
 * Reads the tables of the profile whose top level is `header`.
 * @throws WireError; ProfError LIMIT when memory does not suffice
 */
export function readTables(bytes: Uint8Array, header: Header, limits: DecodeLimits): Tables {
  const strings = readStrings(bytes, header);
  const isBadString = (index: number) => index >= strings.count;
  const mappingReader = readMappings(bytes, header, strings, isBadString);
  const functionReader = readFunctions(bytes, header, isBadString);
  const mappingIds = new IdIndex(BigUint64Array.from(mappingReader.mappings, (mapping) => mapping.id));
  const functionIds = new IdIndex(functionReader.functions.id);
  const { locations, lineWithoutFunction } = readLocations(
    bytes,
    header,
    { mappingIds, functionIds },
    limits,
  );
  const locationIds = new IdIndex(locations.id);
  return {
    strings,
    mappings: mappingReader.mappings,
    functions: functionReader.functions,
    locations,
    locationIds,
    hasBadString: mappingReader.hasBadString || functionReader.hasBadString,
    invalid:
      idProblem(mappingIds, 'found mapping with reserved ID=0', 'multiple mappings with same id') ??
      idProblem(functionIds, 'found function with reserved ID=0', 'multiple functions with same id') ??
      locationProblem(locations, locationIds, lineWithoutFunction),
  };
}

/** Calls `take` with a reader on each message of one field. */
function eachMessage(
  bytes: Uint8Array,
  header: Header,
  field: number,
  take: (message: WireReader) => void,
): void {
  const reader = new WireReader(bytes, header.from[field], header.to[field]);
  const message = new WireReader(bytes);
  while (reader.next()) {
    if (reader.field === field) take(message.reset(reader.dataStart, reader.dataEnd));
  }
}

/** Copies the strings out, so that the input can be let go. */
function readStrings(bytes: Uint8Array, header: Header): StringTable {
  const count = header.counts[FIELD.string]!;
  const [buffer, offset] = allocating(() => [
    new Uint8Array(header.byteCounts[FIELD.string]!),
    new Uint32Array(count + 1),
  ]);
  let filled = 0;
  let i = 0;
  eachMessage(bytes, header, FIELD.string, ({ pos, end: to }) => {
    if (to - pos > 64) buffer.set(bytes.subarray(pos, to), filled);
    else for (let from = pos, at = filled; from < to; from++) buffer[at++] = bytes[from]!;
    filled += to - pos;
    offset[++i] = filled;
  });
  return new StringTable(buffer, offset);
}

function readMappings(
  bytes: Uint8Array,
  header: Header,
  strings: StringTable,
  isBadString: (index: number) => boolean,
): { mappings: Mapping[]; hasBadString: boolean } {
  const mappings: Mapping[] = [];
  let hasBadString = false;
  if (header.counts[FIELD.mapping] === 0) return { mappings, hasBadString };
  eachMessage(bytes, header, FIELD.mapping, (reader) => {
    const integers = [0n, 0n, 0n, 0n, 0n];
    const texts = [0, 0];
    const flags = [false, false, false, false];
    while (reader.next()) {
      const { field } = reader;
      if (field < 1 || field > 10) continue;
      reader.expect(0);
      if (field <= 4) integers[field] = reader.uint64();
      else if (field <= 6) texts[field - 5] = reader.index();
      else flags[field - 7] = reader.isNonzero();
    }
    if (texts.some(isBadString)) {
      hasBadString = true;
      texts.fill(0);
    }
    mappings.push({
      id: integers[1]!,
      start: integers[2]!,
      limit: integers[3]!,
      offset: integers[4]!,
      file: strings.count === 0 ? '' : strings.get(texts[0]!),
      buildId: strings.count === 0 ? '' : strings.get(texts[1]!),
      hasFunctions: flags[0]!,
      hasFilenames: flags[1]!,
      hasLineNumbers: flags[2]!,
      hasInlineFrames: flags[3]!,
    });
  });
  return { mappings, hasBadString };
}

function readFunctions(
  bytes: Uint8Array,
  header: Header,
  isBadString: (index: number) => boolean,
): { functions: FunctionTable; hasBadString: boolean } {
  const count = header.counts[FIELD.function]!;
  const functions = allocating(() => ({
    count,
    id: new BigUint64Array(count),
    name: new Uint32Array(count),
    systemName: new Uint32Array(count),
    filename: new Uint32Array(count),
    startLine: new BigInt64Array(count),
  }));
  const id = new Uint32Array(functions.id.buffer);
  const startLine = new Uint32Array(functions.startLine.buffer);
  const texts = [functions.name, functions.systemName, functions.filename];
  let hasBadString = false;
  let i = 0;
  eachMessage(bytes, header, FIELD.function, (reader) => {
    while (reader.next()) {
      const { field } = reader;
      if (field < 1 || field > 5) continue;
      reader.expect(0);
      if (field === 1 || field === 5) {
        const column = field === 1 ? id : startLine;
        column[2 * i] = reader.low;
        column[2 * i + 1] = reader.high;
      } else texts[field - 2]![i] = reader.index();
    }
    hasBadString ||= texts.some((column) => isBadString(column[i]!));
    i++;
  });
  return { functions, hasBadString };
}

interface ReadLocations {
  readonly locations: LocationTable;
  /** The first location with a line of no known function. */
  readonly lineWithoutFunction: number | undefined;
}

function readLocations(
  bytes: Uint8Array,
  header: Header,
  { mappingIds, functionIds }: { readonly mappingIds: IdIndex; readonly functionIds: IdIndex },
  limits: DecodeLimits,
): ReadLocations {
  const count = header.counts[FIELD.location]!;
  const columns = allocating(() => ({
    id: new BigUint64Array(count),
    mapping: new Uint32Array(count).fill(NOT_THERE),
    address: new BigUint64Array(count),
    isFolded: new Uint8Array(count),
    lineOffset: new Uint32Array(count + 1),
  }));
  const id = new Uint32Array(columns.id.buffer);
  const address = new Uint32Array(columns.address.buffer);
  const lines = new LineColumns(Math.ceil(count * 1.25) + 16, limits);
  const line = new WireReader(bytes);
  let lineWithoutFunction: number | undefined;
  let i = 0;
  eachMessage(bytes, header, FIELD.location, (reader) => {
    while (reader.next()) {
      const { field } = reader;
      if (field < 1 || field > 5) continue;
      reader.expect(field === 4 ? 2 : 0);
      if (field === 1) {
        id[2 * i] = reader.low;
        id[2 * i + 1] = reader.high;
      } else if (field === 2) columns.mapping[i] = mappingIds.find(reader.low, reader.high);
      else if (field === 3) {
        address[2 * i] = reader.low;
        address[2 * i + 1] = reader.high;
      } else if (field === 5) columns.isFolded[i] = reader.isNonzero() ? 1 : 0;
      else if (!lines.add(line.reset(reader.dataStart, reader.dataEnd), functionIds))
        lineWithoutFunction ??= i;
    }
    columns.lineOffset[++i] = lines.count;
  });
  return { locations: { count, ...columns, ...lines.finish() }, lineWithoutFunction };
}

/** The lines of all locations, growing as they come: their number is not known before. */
class LineColumns {
  count = 0;
  private lineFunction: Uint32Array;
  private line: Uint32Array;
  private column: Uint32Array;
  private readonly limits: DecodeLimits;

  constructor(capacity: number, limits: DecodeLimits) {
    this.limits = limits;
    this.lineFunction = new Uint32Array(capacity);
    this.line = new Uint32Array(2 * capacity);
    this.column = new Uint32Array(2 * capacity);
  }

  /** Adds one message Line; false if its function is unknown. */
  add(reader: WireReader, functionIds: IdIndex): boolean {
    if (this.count === this.lineFunction.length) this.grow();
    const i = this.count++;
    let found = NOT_THERE;
    while (reader.next()) {
      const { field } = reader;
      if (field < 1 || field > 3) continue;
      reader.expect(0);
      if (field === 1) found = reader.isNonzero() ? functionIds.find(reader.low, reader.high) : NOT_THERE;
      else {
        const column = field === 2 ? this.line : this.column;
        column[2 * i] = reader.low;
        column[2 * i + 1] = reader.high;
      }
    }
    this.lineFunction[i] = found;
    return found !== NOT_THERE;
  }

  private grow(): void {
    const { tableEntries } = this.limits;
    if (this.count > tableEntries) {
      throw limitExceeded('tableEntries', tableEntries, `profile with more than ${tableEntries} lines`);
    }
    const enlarge = (from: Uint32Array): Uint32Array => {
      const larger = allocating(() => new Uint32Array(from.length * 2));
      larger.set(from);
      return larger;
    };
    this.lineFunction = enlarge(this.lineFunction);
    this.line = enlarge(this.line);
    this.column = enlarge(this.column);
  }

  finish(): Pick<LocationTable, 'lineFunction' | 'line' | 'column'> {
    return {
      lineFunction: this.lineFunction.slice(0, this.count),
      line: new BigInt64Array(this.line.slice(0, 2 * this.count).buffer),
      column: new BigInt64Array(this.column.slice(0, 2 * this.count).buffer),
    };
  }
}

function idProblem({ problem }: IdIndex, reserved: string, duplicate: string): string | undefined {
  if (problem === undefined) return undefined;
  return problem.id === 0n ? reserved : `${duplicate}: ${problem.id}`;
}

function locationProblem(
  locations: LocationTable,
  ids: IdIndex,
  lineWithoutFunction: number | undefined,
): string | undefined {
  const { problem } = ids;
  if (lineWithoutFunction !== undefined && (problem === undefined || lineWithoutFunction < problem.index)) {
    return `location id: ${locations.id[lineWithoutFunction]} has a line with nil function`;
  }
  return idProblem(ids, 'found location with reserved id=0', 'multiple locations with same id');
}
