import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuotedPairs } from '../../../src/formats/go-quoted-pairs.ts';
import { parseLegacy } from '../../../src/formats/pprof-legacy/parse-legacy.ts';
import { decodeProfile, sniffFormat } from '../../../src/formats/registry.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import { goQuote } from '../../../src/profile/go-quote.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { drawLegacyMutant } from '../../support/legacy-mutate.ts';
import { sampleContents } from '../../support/profile-content.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/${name}`, import.meta.url));

/** Per sample: values, the stack as `function@file:line` from the leaf, text labels. */
const shown = (profile: Profile) =>
  sampleContents(profile).map(({ values, stack, labels }) => ({
    values: values.map(Number),
    stack: stack.map(({ address, lines }) =>
      lines.length === 0
        ? `0x${address.toString(16)}`
        : lines.map(({ name, filename, line }) => `${name}@${filename}:${line}`).join(' in '),
    ),
    labels: Object.fromEntries(labels.filter(({ text }) => text !== '').map(({ key, text }) => [key, text])),
  }));

describe('a Go profile with debug=1', () => {
  it('takes names, files and lines from the comments, and labels', async () => {
    const profile = await decodeProfile(
      bytes(
        'goroutine profile: total 5\n' +
          '3 @ 0x10 0x21 0x31 0x99\n' +
          '# labels: {"route":"/a\\"b\\"", "n":"\\u00fc"}\n' +
          '#\t0x20\tmain.(*T[...]).f+0x1\t\t/src/a b:c/m.go:5\n' +
          '#\t0x30\tmain.main+0x3a\t/src/m.go:50\n\n' +
          '2 @ 0x10 0x41\n' +
          '#\t0x40\tmain.g+0x1\tm.go:7\n\n',
      ),
    );
    expect(shown(profile)).toEqual([
      {
        values: [3],
        stack: ['main.(*T[...]).f@/src/a b:c/m.go:5', 'main.main@/src/m.go:50'],
        labels: { route: '/a"b"', n: 'ü' },
      },
      { values: [2], stack: ['main.g@m.go:7'], labels: {} },
    ]);
    // The addresses of the calls, as pprof has them.
    expect(sampleContents(profile)[0]!.stack.map(({ address }) => address)).toEqual([0x20n, 0x30n]);
  });

  it('tells recursion, the same line again, from calls inlined into one address', async () => {
    const profile = await decodeProfile(
      bytes(
        'goroutine profile: total 2\n1 @ 0x11 0x11 0x21\n' +
          '#\t0x10\tmain.f+0x1\tm.go:5\n#\t0x10\tmain.f+0x1\tm.go:5\n#\t0x20\tmain.main+0x1\tm.go:9\n' +
          '1 @ 0x31 0x31\n' +
          '#\t0x30\tmain.in+0x1\tm.go:2\n#\t0x30\tmain.out+0x1\tm.go:3\n' +
          '#\t0x30\tmain.in+0x1\tm.go:2\n#\t0x30\tmain.out+0x1\tm.go:3\n',
      ),
    );
    expect(shown(profile).map(({ stack }) => stack)).toEqual([
      ['main.f@m.go:5', 'main.f@m.go:5', 'main.main@m.go:9'],
      ['main.in@m.go:2 in main.out@m.go:3', 'main.in@m.go:2 in main.out@m.go:3'],
    ]);
  });

  it('keeps addresses where comments are missing, foreign, or do not fit', async () => {
    const profile = await decodeProfile(
      bytes(
        'goroutine profile: total 3\n1 @ 0x11 0x21\n1 @ 0x31 0x41\n#\t0x31\n#\t0x40\tmain.f+0x1\tm.go:5\n' +
          '1 @ 0x51\n#\t0x77\tmain.other+0x1\tm.go:5\n',
      ),
    );
    expect(shown(profile).map(({ stack }) => stack)).toEqual([
      ['0x10', '0x20'],
      ['0x30', 'main.f@m.go:5'],
      ['0x50'],
    ]);
  });

  it('has the same values and nothing else under names that steer a terminal or are no UTF-8', async () => {
    const text = Buffer.concat([
      Buffer.from('heap profile: 1: 8 [2: 16] @ heap/2\n1: 8 [2: 16] @ 0x11\n#\t0x10\tmain.\x1b[31m'),
      Buffer.from([0xff]),
      Buffer.from('+0x1\tm\u202e.go:5\n\n# runtime.MemStats\n# Alloc = 5\n# PauseNs = [1 2]\n'),
    ]);
    const [sample] = shown(await decodeProfile(text));
    expect(sample).toMatchObject({ values: [2, 16, 1, 8], stack: ['main.\x1b[31m\udcff@m\u202e.go:5'] });
  });

  const REAL: [string, readonly string[], string][] = [
    [
      'go/1.26/heap.debug1.txt',
      ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'],
      'main.cacheRows',
    ],
    ['go/1.26/mutex.debug1.txt', ['contentions', 'delay'], 'sync.(*Mutex).Unlock'],
    ['go/1.26/block.debug1.txt', ['contentions', 'delay'], 'main.handleRequest'],
    ['go/1.26/sample.sessions.debug1.txt', ['sample.sessions'], 'main.main'],
    ['go/1.26/goroutine.debug1.txt', ['goroutine'], 'main.waitForever'],
    ['go-waiters/1.26/goroutine.debug1.txt', ['goroutine'], 'main.leakySend'],
    ['go-waiters/1.21/goroutine.debug1.txt', ['goroutine'], 'main.leakySend'],
    ['go-waiters/1.17/goroutine.debug1.txt', ['goroutine'], 'main.leakySend'],
  ];

  it.each(REAL)('%s: values as pprof computes them, every frame named', async (name, types, inIt) => {
    const file = fixture(name);
    for (const content of [file, gzipSync(file)]) expect(sniffFormat(content)).toBe('go-text');
    const profile = await decodeProfile(file);
    expect(profile.sampleTypes.map(({ type }) => type)).toEqual(types);
    const legacy = parseLegacy(file, DEFAULT_LIMITS)!;
    expect(profile.samples.values).toEqual(legacy.samples.values);
    // A goroutine that has only just begun has a stack of `runtime.goexit`, which Go does not print.
    const stacks = sampleContents(profile).map(({ stack }) => stack);
    const frames = stacks.filter((stack) => stack.length > 1 || stack[0]!.lines.length > 0).flat();
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.every(({ lines }) => lines.length === 1 && lines[0]!.line > 0n)).toBe(true);
    expect(frames.some(({ lines }) => lines[0]!.name === inIt)).toBe(true);
  });

  it('reads threads without a stack, in the older form too', async () => {
    const older = shown(await decodeProfile(fixture('go-waiters/1.17/threadcreate.debug1.txt')));
    expect(older.map(({ values }) => values)).toEqual([[7], [1]]);
    expect(older[1]!.stack.at(-1)).toMatch(/^main\.lockedThread@/);
    const newer = shown(await decodeProfile(fixture('go/1.26/threadcreate.debug1.txt')));
    expect(newer.map(({ stack }) => stack)).toEqual([['0xffffffffffffffff']]);
  });

  it('reads or refuses whatever damage makes of it, with the values of pprof where it reads', async () => {
    const base = fixture('go-waiters/1.26/goroutine.debug1.txt').subarray(0, 4000);
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) / 2 ** 24;
    };
    let read = 0;
    for (let i = 0; i < 400; i++) {
      const mutant = drawLegacyMutant(base, random);
      if (sniffFormat(mutant) !== 'go-text') continue;
      try {
        const profile = await decodeProfile(mutant);
        expect(profile.samples.values).toEqual(parseLegacy(mutant, DEFAULT_LIMITS)!.samples.values);
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(ProfError);
        expect(error).toMatchObject({ code: expect.toBeOneOf(['BAD_PROFILE', 'LIMIT']) });
      }
    }
    expect(read).toBeGreaterThan(10);
  });
});

describe('pairs in quotes', () => {
  it('are those that Go quotes', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('"', '\\', '\n', '\x1b', 'ü', '\udcff', ','), fc.string()),
    });
    fc.assert(
      fc.property(fc.array(fc.record({ key: text, value: text }), { maxLength: 5 }), (pairs) => {
        const printed = pairs.map(({ key, value }) => `${goQuote(key)}:${goQuote(value)}`).join(', ');
        expect(readQuotedPairs(`{${printed}}`)).toEqual(pairs);
      }),
    );
  });
});
