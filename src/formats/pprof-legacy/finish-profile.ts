import {
  type FunctionTable,
  type LocationTable,
  NO_MAPPING,
  type Profile,
  type SampleTable,
  type ValueColumn,
  type ValueType,
} from '../../profile/profile.ts';
import { StringTable } from '../../profile/string-table.ts';
import { assignMappings } from './assign-mappings.ts';
import { framePatterns } from './frames-to-drop.ts';
import type { LegacySamples } from './legacy-samples.ts';
import { type LegacyMapping, orderMappings } from './memory-map.ts';

export interface LegacyHeader {
  readonly sampleTypes: readonly ValueType[];
  readonly periodType: ValueType;
  readonly period: bigint;
  readonly durationNanos?: bigint;
}

/** What a location is called, where the profile says so. */
export interface LegacySymbol {
  readonly name: string;
  readonly filename: string;
  readonly line: bigint;
}

export interface LegacyParts {
  readonly header: LegacyHeader;
  readonly samples: LegacySamples;
  /** As read. */
  readonly mappings: readonly LegacyMapping[];
  /** Names of locations, by index. If it is there, addresses are not kept. Symbols of one name are one function. */
  readonly symbols?: ReadonlyMap<number, LegacySymbol>;
  /** The caller of a leaf may be the leaf itself, one lower: the handler of the profiler's signal has added it. */
  readonly mayRepeatLeaf?: boolean;
}

/** The profile of what was read: locations and functions in the order of their first use, mappings assigned. */
export function finishProfile({ header, samples, mappings, symbols, mayRepeatLeaf }: LegacyParts): Profile {
  const order = locationsByUse(samples);
  if (mayRepeatLeaf === true) {
    const addresses = samples.locations;
    samples.dropCallers(
      (leaf, caller) => addresses.address(leaf) === BigInt.asUintN(64, addresses.address(caller) + 1n),
    );
  }
  const strings = ['', 'bytes'];
  const ordered = orderMappings(mappings);
  const locations = locationTable(samples, order.locations, ordered, symbols);
  return {
    ...header,
    durationNanos: header.durationNanos ?? 0n,
    defaultSampleType: '',
    timeNanos: 0n,
    comments: [],
    docUrl: '',
    ...framePatterns(header.sampleTypes),
    mappings: ordered.map((mapping, i) => ({ ...NO_FLAGS, ...mapping, id: BigInt(i + 1) })),
    functions: nameLocations(locations, order.locations, symbols, strings),
    locations,
    samples: sampleTable(samples, order.place),
    strings: StringTable.from(strings),
  };
}

const NO_FLAGS = { hasFunctions: false, hasFilenames: false, hasLineNumbers: false, hasInlineFrames: false };

/** The locations that samples have, in the order of their first use; and the place of each in that order. */
function locationsByUse(samples: LegacySamples): {
  readonly locations: Uint32Array;
  readonly place: Uint32Array;
} {
  const place = new Uint32Array(samples.locations.count).fill(NO_MAPPING);
  const locations = new Uint32Array(samples.locations.count);
  let count = 0;
  for (const location of samples.stacks().stack) {
    if (place[location] !== NO_MAPPING) continue;
    locations[count] = location;
    place[location] = count++;
  }
  return { locations: locations.subarray(0, count), place };
}

/** Without lines; adds a mapping where one has to be made up. */
function locationTable(
  samples: LegacySamples,
  order: Uint32Array,
  mappings: LegacyMapping[],
  symbols: LegacyParts['symbols'],
): LocationTable {
  const address = BigUint64Array.from(order, () => 0n);
  for (const [i, location] of order.entries()) {
    if (symbols?.has(location) !== true) address[i] = samples.locations.address(location);
  }
  const mapping = assignMappings(address, mappings);
  const lineCount = symbols?.size ?? 0;
  return {
    count: order.length,
    id: BigUint64Array.from(order, (_, i) => BigInt(i + 1)),
    mapping,
    address: symbols === undefined ? address : new BigUint64Array(order.length),
    isFolded: new Uint8Array(order.length),
    lineOffset: new Uint32Array(order.length + 1),
    lineFunction: new Uint32Array(lineCount),
    line: new BigInt64Array(lineCount),
    column: new BigInt64Array(lineCount),
  };
}

/** Gives the locations that have a symbol its line, and returns the functions of all of them. */
function nameLocations(
  locations: LocationTable,
  order: Uint32Array,
  symbols: LegacyParts['symbols'],
  strings: string[],
): FunctionTable {
  const byName = new Map<string, number>();
  const functions: { readonly name: number; readonly filename: number }[] = [];
  let lines = 0;
  for (const [i, location] of order.entries()) {
    const symbol = symbols?.get(location);
    if (symbol !== undefined) {
      let index = byName.get(symbol.name);
      if (index === undefined) {
        index = functions.length;
        byName.set(symbol.name, index);
        functions.push({ name: strings.push(symbol.name) - 1, filename: strings.push(symbol.filename) - 1 });
      }
      locations.lineFunction[lines] = index;
      locations.line[lines++] = symbol.line;
    }
    locations.lineOffset[i + 1] = lines;
  }
  return {
    count: functions.length,
    id: BigUint64Array.from(functions, (_, i) => BigInt(i + 1)),
    name: Uint32Array.from(functions, ({ name }) => name),
    systemName: Uint32Array.from(functions, ({ name }) => name),
    filename: Uint32Array.from(functions, ({ filename }) => filename),
    startLine: new BigInt64Array(functions.length),
  };
}

function sampleTable(samples: LegacySamples, place: Uint32Array): SampleTable {
  const { count, bytesLabels } = samples;
  const { stack, stackOffset } = samples.stacks();
  for (let i = 0; i < stack.length; i++) stack[i] = place[stack[i]!]!;
  const labelCount = bytesLabels.length;
  return {
    count,
    stackOffset,
    stack,
    values: samples.values.map((column) => valueColumn(column.items.subarray(0, count))),
    labelOffset: Uint32Array.from({ length: count + 1 }, (_, i) => (labelCount === 0 ? 0 : i)),
    labelKey: new Uint32Array(labelCount).fill(1),
    labelString: new Uint32Array(labelCount),
    labelNumber: bytesLabels.items.slice(0, labelCount),
    labelUnit: new Uint32Array(labelCount),
  };
}

/** Doubles where every sum over them is exact; see ValueColumn. */
function valueColumn(values: BigInt64Array): ValueColumn {
  let magnitude = 0n;
  for (const value of values) magnitude += value < 0n ? -value : value;
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return values.slice();
  const column = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) column[i] = Number(values[i]);
  return column;
}
