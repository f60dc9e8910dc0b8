import { describe, expect, it } from 'vitest';
import { assignMappings } from '../../../src/formats/pprof-legacy/assign-mappings.ts';
import { LineScanner } from '../../../src/formats/pprof-legacy/line-scanner.ts';
import {
  type LegacyMapping,
  orderMappings,
  readMemoryMap,
} from '../../../src/formats/pprof-legacy/memory-map.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';
import { NO_MAPPING } from '../../../src/profile/profile.ts';
import { randomFrom } from '../../support/mutate.ts';

const scan = (text: string) =>
  readMemoryMap(new LineScanner(new TextEncoder().encode(text)), DEFAULT_LIMITS, 'x');
/** As `start-limit+offset file build`. */
const shown = ({ start, limit, offset, file, buildId }: LegacyMapping) =>
  `${start.toString(16)}-${limit.toString(16)}+${offset.toString(16)} ${file} ${buildId}`.trim();

describe('a memory map', () => {
  it.each([
    ['00400000-00480000 r-xp 00001000 08:01 1234   /bin/a b', '400000-480000+1000 /bin/a'],
    ['400000-480000 08:01 12', '400000-480000+0'],
    ['\t0x400000-0x480000: /bin/a (@ff00) abc123', '400000-480000+ff00 /bin/a abc123'],
    ['400000 480000 r-xp /bin/a beef', '400000-480000+0 /bin/a beef'],
    ['4000004 /bin/a', '400000-4+0 /bin/a'],
    ['server.cc:17] 1-2 /a', '1-2+0 /a'],
  ])('has ranges such as %j', (line, range) => {
    expect(scan(line).map(shown)).toEqual([range]);
  });

  it.each(['', 'g', '1', '400000-480000 r--p 0 0:0 0 /a', '1-10000000000000000 /a', 'x 1-2 /a'])(
    'passes over %j',
    (line) => {
      expect(scan(line)).toEqual([]);
    },
  );

  it('replaces variables, the older first, once', () => {
    const map = 'b=/x\nbin=/y\nb=/z\nc=$b/c\n1-2 $bin\n3-4 $c\n5-6 $unknown$b$\n';
    expect(scan(map).map(({ file }) => file)).toEqual(['/xin', '/x/c', '$unknown/x$']);
  });

  it('is put in order: parts joined, the program first', () => {
    const map = '1-2 /l.so\n2-3 /l.so\n3-4 [x]\n401000-402000 /p (@1000)\n402000-403000 /p (@2000) ab\n';
    expect(orderMappings(scan(map)).map(shown)).toEqual([
      '400000-403000+0 /p ab',
      '3-4+0 [x]',
      '1-3+0 /l.so',
    ]);
  });
});

describe('mappings of addresses', () => {
  it('are those that hold them, or begin late, or one made up', () => {
    const mappings = scan('10-20 /a\n15-30 /b\n50-60 /c (@8)\n');
    const addresses = BigUint64Array.of(0n, 0x10n, 0x1fn, 0x20n, 0x48n, 0x47n, 0x4fn);
    expect([...assignMappings(addresses, mappings)]).toEqual([NO_MAPPING, 0, 0, 1, 2, 3, 2]);
    expect(mappings.map(shown)).toEqual(['10-20+0 /a', '15-30+0 /b', '48-60+0 /c', '0-ffffffffffffffff+0']);
  });

  it('are found as by trying one after the other', () => {
    const random = randomFrom(7);
    const below = (n: number) => BigInt(Math.floor(random() * n));
    for (let round = 0; round < 500; round++) {
      const mappings = Array.from({ length: Number(below(8)) }, () => ({
        start: below(40),
        limit: below(60),
        offset: below(3) * below(12),
        file: '',
        buildId: '',
      }));
      const addresses = BigUint64Array.from({ length: 30 }, () => below(70));
      const tried = mappings.map((mapping) => ({ ...mapping }));
      const expected = [...addresses].map((address) => tryAll(address, tried));
      expect([...assignMappings(addresses, mappings)]).toEqual(expected);
      expect(mappings).toEqual(tried);
    }
  });
});

const MADE_UP = 2n ** 64n - 1n;

/** The definition, mapping by mapping. */
function tryAll(address: bigint, mappings: LegacyMapping[]): number {
  if (address === 0n) return NO_MAPPING;
  const holding = mappings.findIndex(({ start, limit }) => start <= address && address < limit);
  if (holding !== -1) return holding;
  const late = mappings.findIndex(
    ({ start, offset }) => offset !== 0n && BigInt.asUintN(64, start - offset) <= address && address < start,
  );
  if (late === -1) return mappings.push({ start: 0n, limit: MADE_UP, offset: 0n, file: '', buildId: '' }) - 1;
  mappings[late]!.start -= mappings[late]!.offset;
  mappings[late]!.offset = 0n;
  return late;
}
