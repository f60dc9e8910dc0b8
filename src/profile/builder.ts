import {
  BLANK_MAPPING,
  type FunctionTable,
  type LocationTable,
  type Mapping,
  NO_MAPPING,
  type Profile,
  type SampleTable,
  type ValueColumn,
  type ValueType,
} from './profile.ts';
import { StringTable } from './string-table.ts';

export interface BuilderOptions {
  readonly sampleTypes: readonly ValueType[];
  readonly defaultSampleType?: string;
  readonly periodType?: ValueType;
  readonly period?: number | bigint;
  readonly timeNanos?: number | bigint;
  readonly durationNanos?: number | bigint;
  readonly comments?: readonly string[];
  readonly docUrl?: string;
  readonly dropFrames?: string;
  readonly keepFrames?: string;
}

export interface BuilderFunction {
  readonly name: string;
  readonly systemName?: string;
  readonly filename?: string;
  readonly startLine?: number | bigint;
}

export interface BuilderLine {
  /** What addFunction returned. */
  readonly function: number;
  readonly line?: number | bigint;
  readonly column?: number | bigint;
}

export interface BuilderLocation {
  /** What addMapping returned. */
  readonly mapping?: number;
  readonly address?: bigint;
  readonly isFolded?: boolean;
  /** Innermost first. */
  readonly lines: readonly BuilderLine[];
}

/** A label is textual with `str`, else numeric. */
export interface BuilderLabel {
  readonly key: string;
  readonly str?: string;
  readonly num?: number | bigint;
  readonly unit?: string;
}

/** Makes a profile out of functions, locations and samples; equal functions and locations are one. */
export class ProfileBuilder {
  private readonly options: BuilderOptions;
  private readonly strings = new Map<string, number>([['', 0]]);
  private readonly mappings: Mapping[] = [];
  private readonly functions: BuilderFunction[] = [];
  private readonly functionByKey = new Map<string, number>();
  private readonly locations: BuilderLocation[] = [];
  private readonly locationByKey = new Map<string, number>();
  private readonly stack: number[] = [];
  private readonly stackOffset: number[] = [0];
  private readonly values: (number | bigint)[][];
  private readonly labels: Required<BuilderLabel>[] = [];
  private readonly labelOffset: number[] = [0];

  constructor(options: BuilderOptions) {
    this.options = options;
    this.values = options.sampleTypes.map(() => []);
  }

  /** Returns the mapping's index. */
  addMapping(mapping: Partial<Omit<Mapping, 'id'>>): number {
    this.mappings.push({
      ...BLANK_MAPPING,
      ...mapping,
      id: BigInt(this.mappings.length + 1),
    });
    return this.mappings.length - 1;
  }

  /** Returns the index of the function with these names, file and start line. */
  addFunction(added: BuilderFunction): number {
    const { name, systemName = name, filename = '', startLine = 0 } = added;
    const key = JSON.stringify([name, systemName, filename, `${startLine}`]);
    return intern(this.functionByKey, key, this.functions, { name, systemName, filename, startLine });
  }

  /** Returns the index of the location with this mapping, address and lines. */
  addLocation(added: BuilderLocation): number {
    const { mapping = NO_MAPPING, address = 0n, isFolded = false, lines } = added;
    const key = [
      mapping,
      address,
      isFolded,
      ...lines.map((each) => `${each.function}:${each.line ?? 0}:${each.column ?? 0}`),
    ].join(' ');
    return intern(this.locationByKey, key, this.locations, { mapping, address, isFolded, lines });
  }

  /**
   * One value per sample type; the stack holds location indices, leaf first. Labels that say nothing are left out, as
   * readers of the format do.
   */
  addSample(
    stack: readonly number[],
    values: readonly (number | bigint)[],
    labels: readonly BuilderLabel[] = [],
  ): void {
    for (const location of stack) this.stack.push(location);
    this.stackOffset.push(this.stack.length);
    for (let type = 0; type < this.values.length; type++) this.values[type]!.push(values[type]!);
    for (const { key, str = '', num = 0, unit = '' } of labels) {
      if (str !== '' || BigInt(num) !== 0n || unit !== '') this.labels.push({ key, str, num, unit });
    }
    this.labelOffset.push(this.labels.length);
  }

  build(): Profile {
    const { options } = this;
    const functions = this.functionTable();
    const locations = this.locationTable();
    const samples = this.sampleTable();
    return {
      sampleTypes: options.sampleTypes,
      defaultSampleType: options.defaultSampleType ?? '',
      periodType: options.periodType,
      period: BigInt(options.period ?? 0),
      timeNanos: BigInt(options.timeNanos ?? 0),
      durationNanos: BigInt(options.durationNanos ?? 0),
      comments: options.comments ?? [],
      docUrl: options.docUrl ?? '',
      dropFrames: options.dropFrames ?? '',
      keepFrames: options.keepFrames ?? '',
      mappings: this.mappings,
      functions,
      locations,
      samples,
      strings: StringTable.from([...this.strings.keys()]),
    };
  }

  private string(text: string): number {
    let index = this.strings.get(text);
    if (index === undefined) {
      index = this.strings.size;
      this.strings.set(text, index);
    }
    return index;
  }

  private functionTable(): FunctionTable {
    const { functions } = this;
    return {
      count: functions.length,
      id: BigUint64Array.from(functions, (_, i) => BigInt(i + 1)),
      name: Uint32Array.from(functions, (each) => this.string(each.name)),
      systemName: Uint32Array.from(functions, (each) => this.string(each.systemName!)),
      filename: Uint32Array.from(functions, (each) => this.string(each.filename!)),
      startLine: BigInt64Array.from(functions, (each) => BigInt(each.startLine!)),
    };
  }

  private locationTable(): LocationTable {
    const { locations } = this;
    const lines = locations.flatMap((each) => each.lines);
    const lineOffset = new Uint32Array(locations.length + 1);
    for (const [i, each] of locations.entries()) lineOffset[i + 1] = lineOffset[i]! + each.lines.length;
    return {
      count: locations.length,
      id: BigUint64Array.from(locations, (_, i) => BigInt(i + 1)),
      mapping: Uint32Array.from(locations, (each) => each.mapping!),
      address: BigUint64Array.from(locations, (each) => each.address!),
      isFolded: Uint8Array.from(locations, (each) => (each.isFolded ? 1 : 0)),
      lineOffset,
      lineFunction: Uint32Array.from(lines, (each) => each.function),
      line: BigInt64Array.from(lines, (each) => BigInt(each.line ?? 0)),
      column: BigInt64Array.from(lines, (each) => BigInt(each.column ?? 0)),
    };
  }

  private sampleTable(): SampleTable {
    const { labels } = this;
    return {
      count: this.stackOffset.length - 1,
      stackOffset: Uint32Array.from(this.stackOffset),
      stack: Uint32Array.from(this.stack),
      values: this.values.map(exactColumn),
      labelOffset: Uint32Array.from(this.labelOffset),
      labelKey: Uint32Array.from(labels, (each) => this.string(each.key)),
      labelString: Uint32Array.from(labels, (each) => this.string(each.str)),
      labelNumber: BigInt64Array.from(labels, (each) => BigInt(each.num)),
      labelUnit: Uint32Array.from(labels, (each) => this.string(each.unit)),
    };
  }
}

/** Doubles where every sum over them is exact, else 64-bit integers; see ValueColumn. */
function exactColumn(values: readonly (number | bigint)[]): ValueColumn {
  return exactDoubles(values) ?? exactIntegers(values);
}

/** Undefined where the sum of magnitudes is too large, or may be. */
function exactDoubles(values: readonly (number | bigint)[]): Float64Array | undefined {
  const doubles = new Float64Array(values.length);
  let magnitude = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!Number.isSafeInteger(value)) return undefined;
    doubles[i] = value;
    magnitude += Math.abs(value);
    if (magnitude > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return doubles;
}

/** @throws RangeError for a number with a fraction */
function exactIntegers(values: readonly (number | bigint)[]): BigInt64Array {
  return BigInt64Array.from(values, BigInt);
}

function intern<T>(byKey: Map<string, number>, key: string, list: T[], entry: T): number {
  let index = byKey.get(key);
  if (index === undefined) {
    index = list.length;
    list.push(entry);
    byKey.set(key, index);
  }
  return index;
}
