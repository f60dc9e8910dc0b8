import { describe, expect, it } from 'vitest';
import { AddressTable } from '../../../src/formats/pprof-legacy/address-table.ts';
import { parseLegacy } from '../../../src/formats/pprof-legacy/parse-legacy.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../../../src/profile/limits.ts';
import { LEGACY_BASES } from '../../support/legacy-bases.ts';
import { legacyCpu } from '../../support/legacy-cpu.ts';
import { drawLegacyMutant } from '../../support/legacy-mutate.ts';
import { randomFrom } from '../../support/mutate.ts';

const parse = (content: string | Uint8Array, limits: Partial<DecodeLimits> = {}) =>
  parseLegacy(Buffer.from(content), { ...DEFAULT_LIMITS, ...limits });

function failure(content: string | Uint8Array, limits: Partial<DecodeLimits> = {}): ProfError {
  try {
    parse(content, limits);
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Nearly the longest line that is read. */
const fill = (text: string, length = 65_000): string => text.repeat(Math.floor(length / text.length));
const lines = (line: string, count = 100): string => `${line}\n`.repeat(count);
const MAP = 'x profile: total 1\n1 @ 0x5\n--- Memory map: ---\n';
const HEAP = 'heap profile: 1: 2 [1: 2] @ heap/512\n';
const JAVA = '--- heapz 1 ---\nresolution=b\n 1 2 @ 0x1\n';

describe('lines that invite to be tried again and again', () => {
  // Each of these takes minutes where a part of a line is matched from all of its characters.
  it.each([
    ['digits in a map', MAP + lines(fill('1'))],
    ['two numbers in a map', MAP + lines(`${fill('1', 30_000)}-${fill('2', 30_000)} ${fill('3', 4000)}`)],
    ['spaces in a map', MAP + lines(`1${fill(' ', 20_000)}2${fill(' ', 20_000)}r-xp${fill(' ', 20_000)}`)],
    ['almost a log', MAP + lines(`${fill('a:11')}]`)],
    ['digits before a row of a heap', HEAP + lines(`${fill('1')} 1: 2 [3: 4] @ 0x5`)],
    ['almost rows of a heap', HEAP + lines(`${fill('1: 1 [1: 1] ')} 1: 2 [3: 4] @ 0x5`)],
    ['titles of heaps', fill('heap profile: 1: 2 [1: 2] @ ')],
    ['digits before a row of locks', `--- contention:\n1 2 @ 0x1\n${lines(`${fill('1')}x 1 2 @ 0x5`)}`],
    ['almost rows of locks', `--- contention:\n1 2 @ 0x1\n${lines(`${fill('1 ')}x 1 2 @ 0x5`)}`],
    [
      'almost titles of threads',
      `--- Thread 1 (name: a/1) stack: ---\n${lines(fill('--- Thread 1 (name: a'))}`,
    ],
    [
      'almost ends of titles',
      `--- threadz 1 ---\n${lines(`--- Thread 1 (name: ${fill('/1')}/1) stack: ---\n0x1`)}`,
    ],
    ['words in Java', `--- heapz 1 ---\n${fill('a', 1e6)}\n`],
    ['digits in Java', JAVA + lines(`${fill('1', 1e6)}x 1 2 @ 0x1`, 5)],
    ['places in Java', JAVA + lines(`0x1 ${fill(' (:1', 1e6)}`, 5)],
    ['comments', lines('#', 1e6)],
  ])('are read once: %s', (_what, content) => {
    let outcome: unknown;
    try {
      outcome = parse(content)?.samples.count;
    } catch (error) {
      outcome = error;
    }
    expect(outcome === undefined || typeof outcome === 'number' || outcome instanceof ProfError).toBe(true);
  });
});

describe('limits', () => {
  const COUNT = `x profile: total 1\n${Array.from({ length: 30 }, (_, i) => `1 @ 0x${i + 1} 0x99\n`).join('')}`;
  it.each([
    ['samples', 20, COUNT],
    ['tableEntries', 20, COUNT],
    ['stackFrames', 20, legacyCpu([[1, Array.from({ length: 30 }, (_, i) => i)]])],
    ['labels', 20, HEAP + lines('1: 2 [3: 4] @ 0x5', 30)],
    ['smallTableEntries', 20, MAP + lines('1-2 /a\n3-4 /b', 30)],
    ['smallTableEntries', 20, MAP + Array.from({ length: 30 }, (_, i) => `v${i}=1\n`).join('')],
  ] as const)('%s = %d', (limit, value, content) => {
    expect(parse(content)).toBeDefined();
    expect(failure(content, { [limit]: value })).toMatchObject({ code: 'LIMIT', details: { limit, value } });
  });

  it('keep variables of a map from growing one out of the other', () => {
    const growing = `a=${fill('x')}\nb=${fill('$a')}\nc=${fill('$b')}\n1-2 $c\n`;
    expect(failure(MAP + growing).code).toBe('LIMIT');
    expect(failure(`${MAP}a=${fill('x')}\n${lines('v=$a$a$a', 5000)}`).code).toBe('LIMIT');
    expect(failure(`${MAP}${fill('$', 60_000)}b=1\n${lines(fill('$'))}`).code).toBe('LIMIT');
  });

  it('keep lines of Java short', () => {
    expect(failure(JAVA + fill('a', 3e6))).toMatchObject({ code: 'LIMIT', details: { line: 4 } });
  });
});

describe('many of a kind', () => {
  it('ranges and addresses', () => {
    const hex = (n: number) => n.toString(16);
    const addresses = Array.from({ length: 5000 }, (_, i) => ` 0x${hex(i * 37 + 2)}`).join('');
    const nested = Array.from(
      { length: 50_000 },
      (_, i) => `${hex(i + 16)}-${hex(900_000 - i)} x (@${hex(i)})`,
    );
    const profile = parse(
      `x profile: total 1\n1 @${addresses}\n---\nMAPPED_LIBRARIES:\n${nested.join('\n')}`,
    );
    expect(profile?.mappings.length).toBe(50_001);
    expect(profile?.locations.count).toBe(5000);
  });

  it('addresses that meet in one place of a table', () => {
    const table = new AddressTable();
    const of = (i: number) => ({ high: i, low: Math.imul(i, 0x9e37_79b1) >>> 0 });
    for (let i = 0; i < 100_000; i++) expect(table.indexOf(of(i).low, of(i).high)).toBe(i);
    for (const i of [0, 1, 63, 64, 65, 99_999]) {
      const { low, high } = of(i);
      expect(table.find(low, high)).toBe(i);
      expect(table.address(i)).toBe((BigInt(high) << 32n) | BigInt(low));
    }
    expect(table.find(5, 5)).toBeUndefined();
    expect(table.count).toBe(100_000);
  });
});

it.each([...LEGACY_BASES])('no damage makes anything but a profile or a refusal: %s', (_name, base) => {
  const random = randomFrom(11);
  for (let i = 0; i < 150; i++) {
    let refusal: unknown;
    try {
      const profile = parse(drawLegacyMutant(base, random));
      if (profile !== undefined) {
        expect(profile.samples.values.length).toBe(profile.sampleTypes.length);
        expect(profile.samples.stackOffset.at(-1)).toBe(profile.samples.stack.length);
        expect(profile.samples.stack.every((location) => location < profile.locations.count)).toBe(true);
      }
    } catch (error) {
      refusal = error;
    }
    if (refusal !== undefined) expect(refusal).toBeInstanceOf(ProfError);
  }
});
