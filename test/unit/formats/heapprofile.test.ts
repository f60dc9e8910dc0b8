import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { decodeHeapProfile } from '../../../src/formats/v8-heapprofile/decode-heapprofile.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';
import { stackSums } from '../../support/stack-sums.ts';

interface HeapNode {
  id: number;
  callFrame: object;
  selfSize: number;
  children: HeapNode[];
}

const node = (id: number, functionName: string, selfSize: number, children: HeapNode[] = []): HeapNode => ({
  callFrame: { functionName, scriptId: '1', url: '', lineNumber: 0, columnNumber: 0 },
  selfSize,
  id,
  children,
});

const decode = (bytes: Uint8Array) => decodeHeapProfile(bytes, DEFAULT_LIMITS);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('V8 sampling heap profile', () => {
  const head = node(1, '(root)', 8, [node(2, 'main', 0, [node(3, 'cache', 300)]), node(4, '(GC)', 20)]);

  it('has space by node and the sampled objects still alive', () => {
    const samples = [
      { size: 100, nodeId: 3, ordinal: 1 },
      { size: 200, nodeId: 3, ordinal: 2 },
      { size: 20, nodeId: 4, ordinal: 3 },
    ];
    const profile = decode(encode({ head, samples }));
    expect(profile.sampleTypes).toEqual([
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit: 'bytes' },
    ]);
    expect(profile.periodType).toEqual({ type: 'space', unit: 'bytes' });
    expect(stackSums(profile, 'inuse_space')).toEqual({ '(root)': 8, 'cache<main': 300, '(GC)': 20 });
    expect(stackSums(profile, 'inuse_objects')).toEqual({ '(root)': 0, 'cache<main': 2, '(GC)': 1 });
  });

  it('does without the list of samples', () => {
    expect(stackSums(decode(encode({ head })), 'inuse_space')).toEqual({
      '(root)': 8,
      'cache<main': 300,
      '(GC)': 20,
    });
  });

  it.each([
    ['head is not an object', { head: [] }],
    ['head.callFrame is not an object', { head: { selfSize: 1 } }],
    ['head.children is not an array', { head: { ...node(1, 'f', 0), children: {} } }],
    ['head.children[1] is not an object', { head: node(1, 'f', 0, [node(2, 'g', 0), null as never]) }],
    ['head.children[0].selfSize is not a size', { head: node(1, 'f', 0, [node(2, 'g', -1)]) }],
    [
      'head.children[0].callFrame.url is not a string',
      { head: node(1, 'f', 0, [{ ...node(2, 'g', 1), callFrame: { url: 1 } }]) },
    ],
    ['samples is not an array', { head, samples: {} }],
    ['samples[0].nodeId is not a whole number', { head, samples: [{ nodeId: '3' }] }],
  ])('says where it is damaged: %s', async (problem, value) => {
    await expect(decodeProfile(encode(value), { name: 'x.heapprofile' })).rejects.toThrowError(
      `malformed profile: ${problem}`,
    );
  });

  it('reads trees far deeper than the engine could recurse', () => {
    const depth = 30_000;
    const open = '{"callFrame":{"functionName":"f"},"selfSize":0,"children":[';
    const leaf = '{"callFrame":{"functionName":"leaf"},"selfSize":7,"children":[]}';
    const text = `{"head":${open.repeat(depth)}${leaf}${']}'.repeat(depth)}}`;
    const profile = decode(new TextEncoder().encode(text));
    expect(profile.samples.count).toBe(1);
    expect(profile.samples.stack.length).toBe(depth);
  });

  it('names a deep damaged node by the ends of its path', () => {
    const depth = 100;
    const open = '{"callFrame":{},"selfSize":0,"children":[';
    const text = `{"head":${open.repeat(depth)}7${']}'.repeat(depth)}}`;
    expect(() => decode(new TextEncoder().encode(text))).toThrowError(
      /head(\.children\[0\]){5}…\(90 more\)(\.children\[0\]){5} is not an object/,
    );
  });

  it('keeps every byte of space', () => {
    const leaf = {
      id: fc.constant(0),
      callFrame: fc.record({ functionName: fc.string({ unit: 'binary' }), url: fc.string() }),
      selfSize: fc.nat(1e6),
    };
    const { tree } = fc.letrec<{ tree: HeapNode }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.record({ ...leaf, children: fc.constant<HeapNode[]>([]) }),
        fc.record({ ...leaf, children: fc.array(tie('tree'), { maxLength: 3 }) }),
      ),
    }));
    const sumOf = (each: HeapNode): number =>
      each.selfSize + each.children.reduce((sum, child) => sum + sumOf(child), 0);
    fc.assert(
      fc.property(tree, (each) => {
        const sums = stackSums(decode(encode({ head: each })), 'inuse_space');
        expect(Object.values(sums).reduce((sum, bytes) => sum + bytes, 0)).toBe(sumOf(each));
      }),
    );
  });

  it('leaves out samples of nodes that V8 did not write', async () => {
    const profile = await decodeProfile(encode({ head, samples: [{ nodeId: 9 }, { nodeId: 9 }] }));
    expect(profile.samples.values[0]!.every((count) => count === 0)).toBe(true);
  });
});
