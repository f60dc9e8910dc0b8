import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { decodeCpuProfile } from '../../../src/formats/v8-cpuprofile/decode-cpuprofile.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';
import { stackSums } from '../../support/stack-sums.ts';

interface TestNode {
  id: number;
  name?: string;
  children?: number[];
  hitCount?: number;
  parent?: number;
}

function file(
  nodes: TestNode[],
  rest: { samples?: number[]; timeDeltas?: number[]; startTime?: number; endTime?: number } = {},
): Uint8Array {
  const full = nodes.map(({ name, ...node }) => ({
    ...node,
    callFrame: {
      functionName: name ?? `f${node.id}`,
      scriptId: '0',
      url: '',
      lineNumber: 0,
      columnNumber: 0,
    },
  }));
  return new TextEncoder().encode(JSON.stringify({ nodes: full, startTime: 0, endTime: 0, ...rest }));
}

const decode = (bytes: Uint8Array) => decodeCpuProfile(bytes, DEFAULT_LIMITS);
const micros = (bytes: Uint8Array) =>
  Object.fromEntries(Object.entries(stackSums(decode(bytes), 'cpu')).map(([key, ns]) => [key, ns / 1000]));

const ROOT: TestNode = { id: 1, name: '(root)', hitCount: 0, children: [2, 3, 4, 5] };
const MAIN: TestNode = { id: 2, name: 'main', hitCount: 0, children: [6] };
const SYSTEM: TestNode[] = [
  { id: 3, name: '(garbage collector)', hitCount: 0 },
  { id: 4, name: '(program)', hitCount: 0 },
  { id: 5, name: '(idle)', hitCount: 0 },
];
const LEAF: TestNode = { id: 6, name: 'leaf', hitCount: 0 };
const TREE = [ROOT, MAIN, ...SYSTEM, LEAF];

describe('V8 CPU profile', () => {
  it('gives each sample the time until the next, the last the mean', () => {
    const bytes = file(TREE, { samples: [2, 6, 6, 5], timeDeltas: [500, 10, 20, 60], startTime: 1000 });
    expect(micros(bytes)).toEqual({ main: 10, 'leaf<main': 80, '(idle)': 30 });
    expect(stackSums(decode(bytes), 'samples')).toEqual({ main: 1, 'leaf<main': 2, '(idle)': 1 });
  });

  it('has the sample types of a Go CPU profile', () => {
    const profile = decode(
      file(TREE, { samples: [2, 2, 2], timeDeltas: [0, 1000, 1000], startTime: 0, endTime: 3500 }),
    );
    const cpu = { type: 'cpu', unit: 'nanoseconds' };
    expect(profile.sampleTypes).toEqual([{ type: 'samples', unit: 'count' }, cpu]);
    expect(profile.periodType).toEqual(cpu);
    expect(profile.period).toBe(1_000_000n);
    expect(profile.durationNanos).toBe(3_500_000n);
    expect(profile.timeNanos).toBe(0n);
  });

  it('puts garbage collection on top of the call that it interrupted', () => {
    const bytes = file(TREE, { samples: [3, 6, 3, 3, 6], timeDeltas: [0, 1, 2, 4, 8] });
    expect(micros(bytes)).toEqual({
      '(garbage collector)': 1,
      'leaf<main': 2 + 3.75,
      '(garbage collector)<leaf<main': 4 + 8,
    });
  });

  it('takes a lone (program) between samples of one outermost call for that call', () => {
    const lone = file(TREE, { samples: [6, 4, 2], timeDeltas: [0, 1, 1] });
    expect(micros(lone)).toEqual({ 'leaf<main': 2, main: 1 });
    const twice = file(TREE, { samples: [6, 4, 4, 2], timeDeltas: [0, 1, 1, 1] });
    expect(micros(twice)).toEqual({ 'leaf<main': 1, '(program)': 2, main: 1 });
    const besideIdle = file(TREE, { samples: [5, 4, 5], timeDeltas: [0, 1, 1] });
    expect(micros(besideIdle)).toEqual({ '(idle)': 2, '(program)': 1 });
  });

  it('orders samples by time where deltas are negative', () => {
    const bytes = file(TREE, { samples: [2, 5, 6], timeDeltas: [0, 10, -6] });
    // At 0 main, at 4 leaf, at 10 idle.
    expect(micros(bytes)).toEqual({ main: 4, 'leaf<main': 6, '(idle)': 5 });
  });

  it('spreads samples without deltas evenly, and hits without samples', () => {
    expect(micros(file(TREE, { samples: [2, 5], endTime: 100 }))).toEqual({ main: 50, '(idle)': 50 });
    const hits = TREE.map((node) => (node.id === 6 ? { ...node, hitCount: 3 } : { ...node, hitCount: 0 }));
    const profile = decode(file(hits, { endTime: 90 }));
    expect(stackSums(profile, 'samples')).toEqual({ 'leaf<main': 3 });
    expect(stackSums(profile, 'cpu')).toEqual({ 'leaf<main': 90_000 });
  });

  it('counts lines and columns from 1, strips file:, names the nameless, keeps JavaScript names', () => {
    const frame = (functionName: string, url: string, lineNumber: number, columnNumber: number) => ({
      functionName,
      scriptId: '1',
      url,
      lineNumber,
      columnNumber,
    });
    const nodes = [
      { id: 1, callFrame: frame('(root)', '', -1, -1), hitCount: 0, children: [2] },
      { id: 2, callFrame: frame('', 'file:///app/a%20b.js', 11, 4), hitCount: 0, children: [3] },
      {
        id: 3,
        callFrame: frame('get [Symbol.iterator]', 'node:internal/x', 0, 0),
        hitCount: 0,
        children: [4],
      },
      { id: 4, callFrame: frame('(program)', 'file:///app/%zz.js', -1, -1), hitCount: 1 },
    ];
    const profile = decode(new TextEncoder().encode(JSON.stringify({ nodes, startTime: 0, endTime: 5 })));
    const { functions, locations, strings } = profile;
    const rows = Array.from({ length: locations.count }, (_, l) => {
      const f = locations.lineFunction[l]!;
      const line = [locations.line[l], locations.column[l], functions.startLine[f]].map(Number);
      return [strings.get(functions.name[f]!), strings.get(functions.filename[f]!), ...line];
    });
    expect(rows).toEqual([
      ['(root)', '', 0, 0, 0],
      ['(anonymous)', '/app/a b.js', 12, 5, 12],
      ['get [Symbol.iterator]', 'node:internal/x', 1, 1, 1],
      ['(program)', '/app/%zz.js', 0, 0, 0],
    ]);
    // Symbolization rewrites names that equal the system name.
    expect([...functions.systemName].map((index) => strings.get(index))).toEqual(['', '', '', '']);
  });

  it('accounts for every sample of a recorded profile, and for all of its time', () => {
    const path = '../../../fixtures/profiles/node/24/cpu.cpuprofile';
    const bytes = readFileSync(new URL(path, import.meta.url));
    const recorded = JSON.parse(bytes.toString());
    const nameById = new Map<number, string>(
      recorded.nodes.map((node: { id: number; callFrame: { functionName: string } }) => [
        node.id,
        node.callFrame.functionName || '(anonymous)',
      ]),
    );
    const countByName = (names: readonly [string, number][]) => {
      const counts: Record<string, number> = {};
      for (const [name, count] of names) counts[name] = (counts[name] ?? 0) + count;
      return counts;
    };
    const sum = (counts: Record<string, number>) =>
      Object.values(counts).reduce((total, each) => total + each, 0);
    const profile = decode(bytes);
    const stacks = Object.entries(stackSums(profile, 'samples'));
    const found = countByName(stacks.map(([stack, count]) => [stack.split('<')[0]!, count]));
    const expected = countByName(recorded.samples.map((id: number) => [nameById.get(id)!, 1]));
    // A lone (program) counts for the call around it, so only that may have lost samples to calls.
    for (const [name, count] of Object.entries(expected)) {
      if (name === '(program)') expect(found[name] ?? 0).toBeLessThanOrEqual(count);
      else expect(found[name]).toBeGreaterThanOrEqual(count);
    }
    expect(sum(found)).toBe(recorded.samples.length);
    const deltas: number[] = recorded.timeDeltas.slice(1);
    const between = deltas.reduce((total, delta) => total + delta, 0);
    const cpu = sum(stackSums(profile, 'cpu'));
    expect(Math.abs(cpu - (between + between / deltas.length) * 1000)).toBeLessThanOrEqual(1);
  });

  it('reads trees whose nodes name their parent', () => {
    const nodes = TREE.map(({ children: _children, ...node }) => ({
      ...node,
      ...(node.id === 1 ? {} : { parent: node.id === 6 ? 2 : 1 }),
    }));
    expect(micros(file(nodes, { samples: [6, 2], timeDeltas: [0, 7] }))).toEqual({ 'leaf<main': 7, main: 7 });
  });

  it('reads the older form with a tree under head', () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({
        typeId: 'CPU',
        head: {
          functionName: '(root)',
          url: '',
          lineNumber: 0,
          id: 1,
          hitCount: 0,
          children: [{ functionName: 'main', url: '/a.js', lineNumber: 3, id: 2, hitCount: 2, children: [] }],
        },
        startTime: 10,
        endTime: 10.001,
        samples: [2, 2],
        timestamps: [10_000_100, 10_000_400],
      }),
    );
    const profile = decode(bytes);
    expect(stackSums(profile, 'cpu')).toEqual({ main: 600_000 });
    expect(profile.durationNanos).toBe(1_000_000n);
    expect(profile.functions.startLine[1]).toBe(3n);
  });

  it.each([
    ['nodes is not an array', { nodes: {} }],
    ['nodes is empty', { nodes: [] }],
    ['nodes[0] is not an object', { nodes: [7] }],
    ['nodes[0].id is not a whole number', { nodes: [{ id: 'x' }] }],
    ['nodes[1].id is also that of nodes[0]: 1', { nodes: [{ id: 1 }, { id: 1 }] }],
    ['nodes[0].children is not an array', { nodes: [{ id: 1, children: 4 }] }],
    ['nodes[0].children[0] is no id of a node', { nodes: [{ id: 1, children: [9] }] }],
    ['nodes[0].callFrame is not an object', { nodes: [{ id: 1 }] }],
    [
      'nodes[0].callFrame.functionName is not a string',
      { nodes: [{ id: 1, callFrame: { functionName: 3 } }] },
    ],
    ['nodes[0].hitCount is not a count', { nodes: [{ id: 1, callFrame: {}, hitCount: -1 }] }],
    ['nodes[0] is part of a circle', { nodes: [{ id: 1, callFrame: {}, hitCount: 0, children: [1] }] }],
    ['samples[1] is no id of a node', { nodes: [{ id: 1, callFrame: {} }], samples: [1, 2] }],
    [
      'timeDeltas has 1 entries for 2 samples',
      { nodes: [{ id: 1, callFrame: {} }], samples: [1, 1], timeDeltas: [0] },
    ],
    ['timeDeltas[0] is not a time', { nodes: [{ id: 1, callFrame: {} }], samples: [1], timeDeltas: [null] }],
    ['endTime is not a time', { nodes: [{ id: 1, callFrame: {}, hitCount: 1 }], endTime: 'now' }],
    ['samples is missing, and nodes have no hitCount', { nodes: [{ id: 1, callFrame: {} }] }],
  ])('says where it is damaged: %s', async (problem, value) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    await expect(decodeProfile(bytes, { name: 'x.cpuprofile' })).rejects.toThrowError(
      `malformed profile: ${problem}`,
    );
  });

  it('says where the JSON ends being JSON', () => {
    const bytes = file(TREE, { samples: [2] });
    const cut = bytes.subarray(0, bytes.length - 20);
    expect(() => decode(cut)).toThrowError(/a V8 CPU profile that is not valid JSON: .+/);
  });

  it('shares out the whole time between the stacks', () => {
    const samples = fc.array(fc.record({ node: fc.integer({ min: 1, max: 6 }), delta: fc.nat(10_000) }), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(samples, fc.nat(1e9), (list, startTime) => {
        const deltas = list.map(({ delta }) => delta);
        const bytes = file(TREE, { samples: list.map(({ node }) => node), timeDeltas: deltas, startTime });
        const profile = decode(bytes);
        const counts = Object.values(stackSums(profile, 'samples'));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(list.length);
        const between = deltas.slice(1).reduce((sum, delta) => sum + delta, 0);
        const expected = (between + between / (list.length - 1)) * 1000;
        const total = Object.values(stackSums(profile, 'cpu')).reduce((sum, ns) => sum + ns, 0);
        expect(Math.abs(total - expected)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('reads stacks far deeper than the engine could recurse', () => {
    const depth = 50_000;
    const nodes = Array.from({ length: depth }, (_, i) => ({
      id: i + 1,
      name: i === 0 ? '(root)' : 'deep',
      hitCount: i === depth - 1 ? 1 : 0,
      ...(i === depth - 1 ? {} : { children: [i + 2] }),
    }));
    const profile = decode(file(nodes, { samples: [depth], timeDeltas: [3] }));
    expect(profile.samples.stack.length).toBe(depth - 1);
  });

  it('refuses trees whose stacks would not fit', async () => {
    const count = 3000;
    const nodes = Array.from({ length: count }, (_, i) => ({
      id: i + 1,
      name: 'f',
      hitCount: 1,
      ...(i === count - 1 ? {} : { children: [i + 2] }),
    }));
    await expect(decodeProfile(file(nodes), { limits: { decodedBytes: 2 ** 24 } })).rejects.toThrowError(
      /stacks hold over \d+ frames \(limit decodedBytes/,
    );
  });

  it('gives a profile or a clean error for any change of any byte', async () => {
    const original = file(TREE, { samples: [2, 6, 3, 5], timeDeltas: [1, 2, 3, 4], endTime: 20 });
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
        const changed = isCut ? original.slice(0, at) : original.slice();
        if (!isCut) changed[at] = byte;
        try {
          const profile = await decodeProfile(changed, { name: 'x.cpuprofile' });
          expect(profile.sampleTypes.length).toBe(2);
        } catch (error) {
          expect(error).toMatchObject({
            name: 'ProfError',
            code: expect.stringMatching(/BAD_PROFILE|LIMIT/),
          });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
