import { readFileSync } from 'node:fs';
import { getHeapSnapshot } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { decodeHeapSnapshot } from '../../../src/formats/v8-heapsnapshot/decode-heapsnapshot.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';
import { type ConstructorSums, constructorSums } from '../../support/constructor-sums.ts';
import { snapshotBytes, snapshotFile, type TestObject } from '../../support/snapshot-file.ts';

const decode = (bytes: Uint8Array) => decodeHeapSnapshot(bytes, DEFAULT_LIMITS);
const sums = (objects: readonly TestObject[]) =>
  Object.fromEntries(constructorSums(decode(snapshotBytes(objects))));
const sizes = (count: number, shallow: number, retained: number): ConstructorSums => ({
  count,
  shallow,
  retained,
});

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../../fixtures/profiles/chromium/156/${path}`, import.meta.url));

type Edge = readonly [type: string, name: string | number, to: number];
const element = (...to: number[]): Edge[] => to.map((node, i) => ['element', i, node]);
const root = (...refers: Edge[]): TestObject => ({ type: 'synthetic', name: '', size: 0, refers });
const object = (name: string, size: number, ...refers: Edge[]): TestObject => ({
  type: 'object',
  name,
  size,
  refers,
});

describe('V8 heap snapshot', () => {
  it('has what DevTools says of a page: every row of its summary', async () => {
    const rows: [key: string, count: number, shallow: number, retained: number][] = JSON.parse(
      fixture('page-summary.json').toString(),
    );
    const profile = await decodeProfile(fixture('page.heapsnapshot.gz'), { name: 'unknown' });
    const wanted = rows.map(([key, count, shallow, retained]) => [key, sizes(count, shallow, retained)]);
    expect(Object.fromEntries(constructorSums(profile))).toEqual(Object.fromEntries(wanted));
    expect(rows.length).toBe(189);
  });

  it('is a profile of memory', () => {
    const profile = decode(snapshotBytes([root(...element(1)), object('A', 10)]));
    expect(profile.sampleTypes).toEqual([
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit: 'bytes' },
    ]);
    expect(profile.periodType).toEqual({ type: 'space', unit: 'bytes' });
  });

  it('counts what only an object holds as retained by it', () => {
    // root → A → B → C, and root → D → C: C is held by neither B nor D alone.
    const objects = [
      root(...element(1, 4)),
      object('A', 1, ['property', 'b', 2]),
      object('B', 10, ['property', 'c', 3]),
      object('C', 100),
      object('D', 1000, ['property', 'c', 3]),
    ];
    expect(sums(objects)).toEqual({
      ',A': sizes(1, 1, 11),
      ',B': sizes(1, 10, 10),
      ',C': sizes(1, 100, 100),
      ',D': sizes(1, 1000, 1000),
    });
  });

  it('counts a constructor once where its objects hold each other, and not what is between', () => {
    const objects = [
      root(...element(1)),
      object('Link', 1, ['property', 'next', 2]),
      object('Entry', 10, ['property', 'value', 3]),
      object('Link', 100, ['property', 'next', 4]),
      object('Entry', 1000),
    ];
    expect(sums(objects)).toEqual({ ',Link': sizes(2, 101, 1111), ',Entry': sizes(2, 1010, 1110) });
  });

  it('leaves out weak references, shortcuts, and of a WeakMap the one from the table', () => {
    const pair = '1 / part of key (K @5) -> value (V @7) pair in WeakMap (table @9)';
    const objects = [
      root(...element(1, 2, 4, 5)),
      object('Holder', 1, ['weak', 'target', 3], ['shortcut', 'short', 3]),
      object('K', 10, ['internal', pair, 3]),
      object('V', 100),
      { ...object('Table', 1000, ['internal', pair, 3]), type: 'code' },
      object('Own', 7, ['property', 'self', 5]),
    ];
    expect(sums(objects)).toMatchObject({
      ',Holder': sizes(1, 1, 1),
      ',K': sizes(1, 10, 110),
      ',(compiled code)': sizes(1, 1000, 1000),
      ',Own': sizes(1, 7, 7),
    });
  });

  it("adds an object's own parts to it, where the heap is that of a program", () => {
    const objects = (rootTarget: TestObject): TestObject[] => [
      root(...element(1, 5)),
      object('List', 1, ['internal', 'elements', 2], ['internal', 'shape', 4]),
      { type: 'array', name: '', size: 10, refers: [['internal', 'inner', 3]] },
      { type: 'hidden', name: 'system / Inner', size: 100 },
      { type: 'hidden', name: 'system / Shared', size: 1000 },
      { ...rootTarget, refers: [['internal', 'shape', 4]] },
    ];
    expect(sums(objects(object('Other', 10_000)))).toEqual({
      ',List': sizes(1, 111, 111),
      ',(system)': sizes(1, 1000, 1000),
      ',Other': sizes(1, 10_000, 10_000),
    });
  });

  it('names classes as the summary does', () => {
    const types: [type: string, name: string, shown: string][] = [
      ['closure', 'run', 'Function'],
      ['regexp', '/a/', 'RegExp'],
      ['code', 'x', '(compiled code)'],
      ['string', 'text', '(string)'],
      ['concatenated string', 'text', '(concatenated string)'],
      ['number', 'heap number', '(number)'],
      ['object shape', 'system / Map', '(object shape)'],
      ['native', '<div id="a" class="b">', '<div>'],
      ['native', 'Detached <p x="1">', 'Detached <p>'],
      ['native', 'blink::Node', 'blink::Node'],
      ['object', '<Component prop>', '<Component>'],
      ['object', 'toString', 'toString'],
      ['object', '__proto__', '__proto__'],
    ];
    const objects = types.map(([type, name]) => ({ type, name, size: 8 }));
    const shown = sums([root(...element(...objects.map((_, i) => i + 1))), ...objects]);
    expect(Object.keys(shown).sort()).toEqual(types.map(([, , name]) => `,${name}`).sort());
  });

  it('tells classes of one name apart by their place', () => {
    const objects = [
      root(...element(1, 2, 3)),
      { ...object('Order', 1), place: [7, 3, 5] as const },
      { ...object('Order', 10), place: [8, 3, 5] as const },
      { ...object('Order', 100), place: [7, 3, 5] as const },
    ];
    expect(sums(objects)).toEqual({ '7,3,5,Order': sizes(2, 101, 101), '8,3,5,Order': sizes(1, 10, 10) });
  });

  it('puts Detached before elements that no document holds, and what they refer to', () => {
    const element = (name: string, detachedness: number, ...refers: Edge[]): TestObject => ({
      type: 'native',
      name,
      size: 8,
      detachedness,
      refers,
    });
    const objects = [
      root(['element', 0, 1], ['element', 1, 2]),
      element('<body>', 1, ['element', 0, 3]),
      element('<ul>', 2, ['element', 0, 3], ['element', 1, 4], ['weak', 'w', 5], ['element', 2, 6]),
      element('<b>', 0),
      element('<li a="b">', 0),
      element('<weak>', 0),
      object('Object', 8),
    ];
    expect(Object.keys(sums(objects)).sort()).toEqual(
      [',<body>', ',Detached <ul>', ',<b>', ',Detached <li>', ',<weak>', ',Object'].sort(),
    );
  });

  it('names plain objects by their properties where several have them', () => {
    const plain = (...names: string[]): TestObject =>
      object('Object', 1, ...names.map((name): Edge => ['property', name, 1]));
    const objects = [
      plain('id', 'total', '__proto__'),
      plain('id', 'total'),
      plain('total', 'id', 'more'),
      plain('odd,name'),
      plain('odd,name', '__proto__'),
      plain('alone'),
      plain(),
    ];
    const all = [
      root(...element(...objects.map((_, i) => i + 2))),
      { type: 'string', name: 'text', size: 1 },
      ...objects,
    ];
    const shown = sums(all);
    expect(Object.fromEntries(Object.entries(shown).map(([key, { count }]) => [key, count]))).toEqual({
      ',(string)': 1,
      ',{id, total}': 3,
      ',{"odd,name"}': 2,
      ',Object': 2,
    });
  });

  it('retains by any graph what is out of reach without it', () => {
    const node = fc.record({
      name: fc.constantFrom('A', 'B', 'C'),
      size: fc.integer({ min: 0, max: 9 }),
      to: fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
      isWeak: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 12 }), (nodes) => {
        const last = nodes.length - 1;
        const objects = nodes.map(({ name, size, to, isWeak }, i) =>
          i === 0
            ? root(...element(...to.map((t) => Math.min(t, last))))
            : object(
                name,
                size,
                ...to.map((t): Edge => [isWeak ? 'weak' : 'property', 'p', Math.min(t, last)]),
              ),
        );
        const edges = nodes.map(({ to, isWeak }, i) =>
          i > 0 && isWeak ? [] : to.map((t) => Math.min(t, last)),
        );
        const profile = decode(snapshotBytes(objects));
        expect(Object.fromEntries(constructorSums(profile))).toEqual(
          bruteForce(
            edges,
            nodes.map(({ size }, i) => (i === 0 ? 0 : size)),
            nodes.map(({ name }) => `,${name}`),
          ),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('has the objects of this very program', async () => {
    class Shelf {
      readonly books: Book[] = [];
    }
    class Book {
      readonly title = `title ${Math.random()}`;
    }
    const shelves = Array.from({ length: 3 }, () => new Shelf());
    for (const shelf of shelves) for (let i = 0; i < 40; i++) shelf.books.push(new Book());
    const chunks: Buffer[] = [];
    for await (const chunk of getHeapSnapshot()) chunks.push(chunk);
    const found = [...constructorSums(decode(Buffer.concat(chunks)))];
    const of = (name: string) => found.filter(([key]) => key.endsWith(`,${name}`)).map(([, sum]) => sum);
    expect(of('Shelf').map(({ count }) => count)).toEqual([3]);
    expect(of('Book').map(({ count }) => count)).toEqual([120]);
    const [shelf, book] = [of('Shelf')[0]!, of('Book')[0]!];
    expect(shelf.retained).toBeGreaterThan(shelf.shallow);
    expect(book.retained).toBeGreaterThan(book.shallow);
    expect(shelves).toHaveLength(3);
  });

  it('keeps long chains short: a list is one path', () => {
    const length = 50_000;
    const links = Array.from({ length }, (_, i) =>
      object(
        i % 2 === 0 ? 'Link' : 'Entry',
        1,
        ...(i + 1 < length ? [['property', 'next', i + 2] as const] : []),
      ),
    );
    const profile = decode(snapshotBytes([root(...element(1)), ...links]));
    expect(profile.samples.count).toBeLessThan(5);
    expect(Object.fromEntries(constructorSums(profile))).toEqual({
      ',Link': sizes(length / 2, length / 2, length),
      ',Entry': sizes(length / 2, length / 2, length - 1),
    });
  });

  it('refuses what would take more memory than there is', () => {
    const length = 12_000;
    const links = Array.from({ length }, (_, i) =>
      object(`C${i}`, 1, ...(i + 1 < length ? [['property', 'next', i + 2] as const] : [])),
    );
    const bytes = snapshotBytes([root(...element(1)), ...links]);
    expect(() => decode(bytes)).toThrow('limit decodedBytes');
    expect(() => decodeHeapSnapshot(bytes, { ...DEFAULT_LIMITS, tableEntries: 100 })).toThrow(
      'limit tableEntries',
    );
  });

  type File = ReturnType<typeof snapshotFile>;
  const small = () => snapshotFile([root(...element(1)), object('A', 10, ['property', 'b', 0])]);
  const bytesOf = (file: unknown) => new TextEncoder().encode(JSON.stringify(file));

  it.each<[string, (file: File) => unknown]>([
    ['strings is missing', ({ strings: _, ...rest }) => rest],
    ['snapshot.meta is not an object', (file) => ({ ...file, snapshot: {} })],
    [
      'snapshot.node_count is not a count',
      (file) => ({ ...file, snapshot: { ...file.snapshot, node_count: -1 } }),
    ],
    [
      'snapshot counts more than the file holds',
      (file) => ({ ...file, snapshot: { ...file.snapshot, node_count: 9e5 } }),
    ],
    ['node 1 of nodes has no such type: 99', (file) => ({ ...file, nodes: file.nodes.with(7, 99) })],
    ['node 1 of nodes has no such name: 99', (file) => ({ ...file, nodes: file.nodes.with(8, 99) })],
    ['node 1 of nodes has edges that are not there', (file) => ({ ...file, nodes: file.nodes.with(11, 5) })],
    ['edges hold more than the nodes have', (file) => ({ ...file, nodes: file.nodes.with(11, 0) })],
    ['edge 0 of edges leads nowhere: 8', (file) => ({ ...file, edges: file.edges.with(2, 8) })],
    ['edge 1 of edges has no such type', (file) => ({ ...file, edges: file.edges.with(3, 88) })],
    ['edge 1 of edges has no such name: 77', (file) => ({ ...file, edges: file.edges.with(4, 77) })],
    ['locations name no node: 3', (file) => ({ ...file, locations: [3, 1, 1, 1] })],
    [
      'nodes: a whole number should be where at offset',
      (file) => ({ ...file, nodes: file.nodes.map(String) }),
    ],
    ['nodes: the list should end where at offset', (file) => ({ ...file, nodes: [...file.nodes, 1] })],
    [
      'nodes: a comma and a number should be where at offset',
      (file) => ({ ...file, nodes: file.nodes.slice(1) }),
    ],
    ['strings: a string should be at offset', (file) => ({ ...file, strings: [1] })],
  ])('says where it is damaged: %s', (problem, damage) => {
    expect(() => decode(bytesOf(damage(small())))).toThrow(problem);
  });

  it('says of a file that ends too early that it does, or where', () => {
    const bytes = bytesOf(small());
    for (let length = 1; length < bytes.length; length += 7) {
      expect(() => decode(bytes.subarray(0, length))).toThrow(/malformed (?:profile|heap snapshot)/);
    }
  });

  it('survives any change of one byte', () => {
    const bytes = snapshotBytes([
      root(...element(1, 2)),
      object('A', 10, ['property', 'b', 2]),
      object('B', 5),
    ]);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const changed = bytes.slice();
        changed[at] = byte;
        try {
          decode(changed);
        } catch (error) {
          expect((error as Error).name).toBe('ProfError');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** By definition: what an object retains is what cannot be reached without it; of a constructor only outermost objects count. */
function bruteForce(
  edges: readonly (readonly number[])[],
  bytes: readonly number[],
  names: readonly string[],
): Record<string, ConstructorSums> {
  const hung = new Set<number>();
  const reach = (without: number): Set<number> => {
    const seen = new Set<number>([0]);
    const waiting = [0];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      for (const to of node === 0 ? [...edges[0]!, ...hung] : edges[node]!) {
        if (to === without || seen.has(to)) continue;
        seen.add(to);
        waiting.push(to);
      }
    }
    return seen;
  };
  // What the root does not reach hangs on it: first what nothing else refers to, then each of what is left.
  const isReferred = (node: number) => edges.some((to, from) => from !== node && to.includes(node));
  const first = reach(-1);
  for (const node of edges.keys()) if (!first.has(node) && !isReferred(node)) hung.add(node);
  const second = reach(-1);
  for (const node of edges.keys()) if (!second.has(node)) hung.add(node);
  const retains = edges.map((_, node) => {
    const left = reach(node);
    return new Set(edges.map((_, other) => other).filter((other) => other === node || !left.has(other)));
  });
  const result: Record<string, ConstructorSums> = {};
  for (const node of edges.keys()) {
    if (node === 0 || bytes[node] === 0) continue;
    result[names[node]!] ??= { count: 0, shallow: 0, retained: 0 };
    const sum = result[names[node]!]!;
    sum.count += 1;
    sum.shallow += bytes[node]!;
    const isInner = retains.some(
      (set, other) =>
        other !== node && other !== 0 && bytes[other]! > 0 && names[other] === names[node] && set.has(node),
    );
    if (isInner) continue;
    for (const held of retains[node]!) sum.retained += bytes[held]!;
  }
  return result;
}
