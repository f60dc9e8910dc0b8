/**
 * The profiles that the benchmarks read: made from a seed, the same bytes each time.
 *
 * Each is a program (functions, call sites, some inlined), a tree of calls that it made, and samples of nodes of that
 * tree. Written as proto by hand, in the order in which Go writes it (strings last), so that what is measured does not
 * also make its own input.
 */
import { gzipSync } from 'node:zlib';
import { randomFrom } from '../support/mutate.ts';
import { ProtoWriter } from '../support/proto-writer.ts';

interface Shape {
  readonly seed: number;
  readonly samples: number;
  /** Samples are nodes of the call tree: each at most once, or drawn with repetition. */
  readonly draw: 'once' | 'repeated';
  readonly treeNodes: number;
  readonly functions: number;
  readonly locations: number;
  readonly maxDepth: number;
  /** Chance that a new node of the tree goes below the last one: what makes the tree deep. */
  readonly chain: number;
  readonly labels: readonly { readonly key: string; readonly values: number }[];
}

const LABELS_OF_B = [
  { key: 'endpoint', values: 40 },
  { key: 'region', values: 5 },
  { key: 'tenant', values: 300 },
];

const PROGRAM_OF_B = {
  seed: 2,
  draw: 'repeated',
  treeNodes: 300_000,
  functions: 9_000,
  locations: 20_000,
  maxDepth: 110,
  chain: 0.61,
} as const;

export const BENCH_PROFILES = {
  tiny: shape({ seed: 5, samples: 8, treeNodes: 10, functions: 6, locations: 8, maxDepth: 6, chain: 0.6 }),
  C: shape({
    seed: 4,
    samples: 7_000,
    treeNodes: 9_000,
    functions: 1_500,
    locations: 3_000,
    maxDepth: 100,
    chain: 0.71,
  }),
  D: shape({
    seed: 7,
    samples: 14_000,
    treeNodes: 16_000,
    functions: 2_000,
    locations: 5_000,
    maxDepth: 100,
    chain: 0.71,
    labels: [{ key: 'endpoint', values: 40 }],
  }),
  B2: shape({
    ...PROGRAM_OF_B,
    samples: 75_000,
    labels: [...LABELS_OF_B, { key: 'trace_id', values: 20_000 }],
  }),
  A: shape({
    seed: 1,
    samples: 400_000,
    treeNodes: 420_000,
    functions: 9_000,
    locations: 45_000,
    maxDepth: 120,
    chain: 0.72,
  }),
  B: shape({
    ...PROGRAM_OF_B,
    samples: 600_000,
    labels: [...LABELS_OF_B, { key: 'trace_id', values: 200_000 }],
  }),
  /** A million samples. */
  F: shape({ ...PROGRAM_OF_B, samples: 1_000_000 }),
};

export type BenchProfileName = keyof typeof BENCH_PROFILES;

/** The profile of that name, gzipped; with `run` that of another run of the same program. */
export function generateProfile(name: BenchProfileName, run?: number): Uint8Array {
  return gzipSync(generateProto(BENCH_PROFILES[name], run));
}

/** One of the 50 profiles of one program that are to be merged: half of the draws are common to all. */
export function generateMergeSource(index: number): Uint8Array {
  const shared = shape({
    seed: 6,
    samples: 10_000,
    draw: 'repeated',
    treeNodes: 60_000,
    functions: 2_500,
    locations: 6_000,
    maxDepth: 110,
    chain: 0.65,
  });
  return gzipSync(generateProto(shared, 100 + index));
}

function shape(given: Partial<Shape> & Omit<Shape, 'draw' | 'labels'>): Shape {
  return { draw: 'once', labels: [], ...given };
}

/** `ownSeed` makes the second half of the draws differ from those of other profiles of the same shape. */
function generateProto(shape: Shape, ownSeed?: number): Uint8Array {
  const random = randomFrom(shape.seed);
  const program = makeProgram(shape, random);
  const tree = growTree(shape, program, random);
  const strings = new Strings();
  const out = new ProtoWriter(1 << 16);
  writeValueType(out, 1, strings.index('samples'), strings.index('count'));
  writeValueType(out, 1, strings.index('cpu'), strings.index('nanoseconds'));
  writeSamples(out, shape, tree, strings, { random, ownSeed });
  writeMappings(out, strings);
  writeLocations(out, program, random);
  writeFunctions(out, shape.functions, strings, random);
  for (const text of strings.all) out.data(6, text);
  out.int(9, 1_700_000_000_000_000_000n);
  out.int(10, 30_000_000_000);
  writeValueType(out, 11, strings.index('cpu'), strings.index('nanoseconds'));
  out.int(12, 10_000_000);
  return out.finish();
}

interface Program {
  readonly locationFunction: Uint32Array;
  /** The function that is inlined into it at that place; 0 if there is none. */
  readonly inlined: Uint32Array;
  /** Locations of function f: byFunction[f]. */
  readonly byFunction: readonly number[][];
}

const INLINED_SHARE = 0.15;
const CALLEES = 12;

/** Functions and locations count from 1, as their ids do. */
function makeProgram(shape: Shape, random: () => number): Program {
  const locationFunction = new Uint32Array(shape.locations + 1);
  const inlined = new Uint32Array(shape.locations + 1);
  const byFunction: number[][] = Array.from({ length: shape.functions + 1 }, () => []);
  for (let l = 1; l <= shape.locations; l++) {
    // Every function has a place, then they fall where they may.
    const f = l <= shape.functions ? l : 1 + Math.floor(random() * shape.functions);
    locationFunction[l] = f;
    byFunction[f]!.push(l);
    if (random() < INLINED_SHARE) inlined[l] = 1 + Math.floor(random() * shape.functions);
  }
  return { locationFunction, inlined, byFunction };
}

interface Tree {
  readonly parent: Int32Array;
  readonly location: Uint32Array;
  readonly depth: Uint8Array;
}

function growTree(shape: Shape, program: Program, random: () => number): Tree {
  const parent = new Int32Array(shape.treeNodes).fill(-1);
  const location = new Uint32Array(shape.treeNodes);
  const depth = new Uint8Array(shape.treeNodes);
  for (let node = 0; node < shape.treeNodes; node++) {
    let above = node === 0 ? -1 : random() < shape.chain ? node - 1 : Math.floor(random() * node);
    while (above > 0 && depth[above]! >= shape.maxDepth) above = parent[above]!;
    parent[node] = above;
    depth[node] = above < 0 ? 1 : depth[above]! + 1;
    const caller = above < 0 ? 0 : program.locationFunction[location[above]!]!;
    location[node] = pick(program.byFunction[callee(caller, shape.functions, random)]!, random);
  }
  return { parent, location, depth };
}

/** A function calls few others, some of them much more often. */
function callee(caller: number, functions: number, random: () => number): number {
  const which = Math.floor(random() ** 2 * CALLEES);
  return 1 + ((Math.imul(caller * CALLEES + which + 1, 0x9e37_79b1) >>> 0) % functions);
}

interface Draws {
  readonly random: () => number;
  readonly ownSeed: number | undefined;
}

function writeSamples(out: ProtoWriter, shape: Shape, tree: Tree, strings: Strings, draws: Draws): void {
  const labels = shape.labels.map(({ key, values }) => ({
    key: strings.index(key),
    first: strings.count,
    values: addLabelValues(strings, key, values, draws.random),
  }));
  const order = draws.random;
  const own = draws.ownSeed === undefined ? undefined : randomFrom(draws.ownSeed);
  // Another run meets most of the same stacks, and some others.
  const nodes = shape.draw === 'once' ? shuffled(shape.treeNodes, own ?? order) : undefined;
  for (let s = 0; s < shape.samples; s++) {
    const random = own !== undefined && s % 2 === 1 ? own : order;
    const node = nodes === undefined ? Math.floor(random() * shape.treeNodes) : nodes[s]!;
    const count = 1 + Math.floor(random() ** 8 * 40);
    out.message(2, () => {
      out.message(1, () => {
        for (let n = node; n >= 0; n = tree.parent[n]!) out.varint(tree.location[n]!);
      });
      out.message(2, () => {
        out.varint(count);
        out.varint(count * 10_000_000);
      });
      for (const { key, first, values } of labels) {
        out.message(3, () => {
          out.int(1, key);
          out.int(2, first + Math.floor(random() * values));
        });
      }
    });
  }
}

/** All values of a key, one after the other. */
function addLabelValues(strings: Strings, key: string, values: number, random: () => number): number {
  for (let v = 0; v < values; v++) {
    const hex = () =>
      Math.floor(random() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    strings.index(key === 'trace_id' ? hex() + hex() : `${key}-${v}`);
  }
  return values;
}

function shuffled(count: number, random: () => number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all;
}

const BINARY_START = 0x40_0000;
const LIBRARY_START = 0x7f3a_1000_0000;
/** One location in so many lies in the library. */
const LIBRARY_STEP = 50;

function writeMappings(out: ProtoWriter, strings: Strings): void {
  const mappings = [
    { id: 1, start: BINARY_START, size: 0x400_0000, file: '/usr/local/bin/shop', build: '6c0ffee' },
    { id: 2, start: LIBRARY_START, size: 0x20_0000, file: '/usr/lib/libz.so.1.3', build: 'decade' },
  ];
  for (const { id, start, size, file, build } of mappings) {
    out.message(3, () => {
      out.int(1, id);
      out.int(2, start);
      out.int(3, start + size);
      out.int(5, strings.index(file));
      out.int(6, strings.index(build));
      for (const flag of [7, 8, 9, 10]) out.int(flag, 1);
    });
  }
}

function writeLocations(out: ProtoWriter, program: Program, random: () => number): void {
  for (let l = 1; l < program.locationFunction.length; l++) {
    const isLibrary = l % LIBRARY_STEP === 0;
    out.message(4, () => {
      out.int(1, l);
      out.int(2, isLibrary ? 2 : 1);
      out.int(3, (isLibrary ? LIBRARY_START : BINARY_START) + l * 32 + Math.floor(random() * 32));
      for (const f of [program.inlined[l]!, program.locationFunction[l]!]) {
        if (f === 0) continue;
        out.message(4, () => {
          out.int(1, f);
          out.int(2, 10 + Math.floor(random() * 900));
        });
      }
    });
  }
}

const PACKAGES = ['cart', 'catalog', 'payment', 'search', 'session', 'shipping', 'stock', 'user'];
const VERBS = ['Apply', 'Decode', 'Encode', 'Fetch', 'Flush', 'Load', 'Merge', 'Parse', 'Resolve', 'Update'];
const NOUNS = ['Batch', 'Buffer', 'Cache', 'Entry', 'Index', 'Order', 'Price', 'Query', 'Record', 'Token'];

/** Functions, methods, closures and generic functions, as Go names them. */
function writeFunctions(out: ProtoWriter, functions: number, strings: Strings, random: () => number): void {
  for (let f = 1; f <= functions; f++) {
    const folder = `github.com/example/shop/internal/${pick(PACKAGES, random)}`;
    const plain = `${pick(VERBS, random)}${pick(NOUNS, random)}${f}`;
    const name = [
      () => `${folder}.${plain}`,
      () => `${folder}.(*${pick(NOUNS, random)}).${plain}`,
      () => `${folder}.${plain}.func${1 + (f % 3)}`,
      () => `${folder}.${plain}[...]`,
    ][f % 4]!();
    const file = `/src/${folder}/${pick(NOUNS, random).toLowerCase()}_${f % 400}.go`;
    out.message(5, () => {
      out.int(1, f);
      out.int(2, strings.index(name));
      out.int(3, strings.index(name));
      out.int(4, strings.index(file));
      out.int(5, 1 + Math.floor(random() * 900));
    });
  }
}

function writeValueType(out: ProtoWriter, field: number, type: number, unit: number): void {
  out.message(field, () => {
    out.int(1, type);
    out.int(2, unit);
  });
}

class Strings {
  readonly all: string[] = [''];
  readonly #indices = new Map<string, number>([['', 0]]);

  get count(): number {
    return this.all.length;
  }

  index(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) {
      index = this.all.push(text) - 1;
      this.#indices.set(text, index);
    }
    return index;
  }
}

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)]!;
