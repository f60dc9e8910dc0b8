import { describe, expect, it } from 'vitest';
import { formatDuration, formatFullTime, formatReportTime } from '../../../src/report/go-time.ts';
import { posixZoneAt } from '../../../src/report/posix-zone.ts';
import { localTimeZone, parseZoneFile, UTC } from '../../../src/report/time-zone.ts';

/** Rule, moment, abbreviation, seconds east: recorded from Go's time package with the zones that have these rules. */
const RULES: [string, number, string, number][] = [
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2525860800, 'CET', 3600],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2541499200, 'CEST', 7200],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2531955599, 'CET', 3600],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2531955600, 'CEST', 7200],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2550704399, 'CEST', 7200],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2550704400, 'CET', 3600],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2592777600, 'CET', 3600],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2532524399, 'CEST', 7200],
  ['CET-1CEST,M3.5.0,M10.5.0/3', 2532524400, 'CEST', 7200],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2525860800, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2541499200, '+1030', 37800],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2531955599, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2531955600, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2550704399, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2550704400, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2592777600, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2532524399, '+11', 39600],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', 2532524400, '+1030', 37800],
  ['NST3:30NDT,M3.2.0,M11.1.0', 2525860800, 'NST', -12600],
  ['NST3:30NDT,M3.2.0,M11.1.0', 2541499200, 'NDT', -9000],
  ['<+0545>-5:45', 2525860800, '+0545', 20700],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 2525860800, 'GMT', 0],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 2541499200, 'IST', 3600],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 2531955599, 'GMT', 0],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 2531955600, 'IST', 3600],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 2550704399, 'IST', 3600],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', 2550704400, 'GMT', 0],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', 2525860800, 'EET', 7200],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', 2541499200, 'EEST', 10800],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', 2531955599, 'EEST', 10800],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', 2531955600, 'EEST', 10800],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', 2550704399, 'EET', 7200],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', 2550704400, 'EET', 7200],
];

describe('posixZoneAt', () => {
  it.each(RULES)('%s at %i is %s', (rule, unixSeconds, abbreviation, offsetSeconds) => {
    expect(posixZoneAt(rule, unixSeconds)).toEqual({ abbreviation, offsetSeconds });
  });

  it.each(['', 'CE', '1CET', 'CET-1CEST,M3.5.0', 'CET-1CEST,X,Y'])('refuses %j', (rule) => {
    expect(posixZoneAt(rule, 0)).toBeUndefined();
  });
});

/** A version 2 file with one change, from LMT to CET in 1893, and a rule after it. */
function zoneFile(rule: string): Uint8Array {
  const header = (counts: number[]) => {
    const bytes = Buffer.alloc(44);
    bytes.write('TZif2');
    for (const [i, count] of counts.entries()) bytes.writeUInt32BE(count, 20 + 4 * i);
    return bytes;
  };
  const change = Buffer.alloc(9);
  change.writeBigInt64BE(-2_422_054_408n);
  change[8] = 1;
  const zone = (offset: number, nameAt: number) => {
    const bytes = Buffer.alloc(6);
    bytes.writeInt32BE(offset);
    bytes[5] = nameAt;
    return bytes;
  };
  const names = Buffer.from('LMT\0CET\0');
  const body = Buffer.concat([change, zone(3208, 0), zone(3600, 4), names]);
  return Buffer.concat([
    header([0, 0, 0, 0, 0, 0]),
    header([0, 0, 0, 1, 2, 8]),
    body,
    Buffer.from(`\n${rule}\n`),
  ]);
}

describe('time zones', () => {
  it('come from the file: before, after and by its rule', () => {
    const zone = parseZoneFile(zoneFile('CET-1CEST,M3.5.0,M10.5.0/3'));
    expect(zone?.at(-3_000_000_000)).toMatchObject({ abbreviation: 'LMT', offsetSeconds: 3208 });
    expect(zone?.at(1_700_000_000)).toMatchObject({ abbreviation: 'CET', offsetSeconds: 3600 });
    expect(zone?.at(1_690_000_000)).toMatchObject({ abbreviation: 'CEST', offsetSeconds: 7200 });
    expect(parseZoneFile(zoneFile(''))?.at(1_690_000_000)).toMatchObject({ abbreviation: 'CET' });
  });

  it('refuses what is no zone file, whole or cut', () => {
    const whole = zoneFile('CET-1');
    expect(
      parseZoneFile(Buffer.from('not a zone file at all, but long enough to have a header')),
    ).toBeUndefined();
    for (let size = 0; size < whole.length - 7; size++) {
      expect(parseZoneFile(whole.subarray(0, size))).toBeUndefined();
    }
  });

  it.each([
    [undefined, ['/etc/localtime']],
    ['', []],
    ['UTC', []],
    [':UTC', []],
    ['/my/zone', ['/my/zone']],
    [
      ':Europe/Berlin',
      [
        '/usr/share/zoneinfo/Europe/Berlin',
        '/usr/share/lib/zoneinfo/Europe/Berlin',
        '/usr/lib/locale/TZ/Europe/Berlin',
        '/etc/zoneinfo/Europe/Berlin',
      ],
    ],
  ])('TZ=%s is looked for in %j, and is UTC where it is not', async (tz, paths) => {
    const asked: string[] = [];
    const zone = await localTimeZone(tz, async (path) => {
      asked.push(path);
      return undefined;
    });
    expect(asked).toEqual(paths);
    expect(zone).toBe(UTC);
  });
});

const KATHMANDU = { at: () => ({ abbreviation: '+0545', offsetSeconds: 20_700 }) };
const UNNAMED = { at: () => ({ abbreviation: '', offsetSeconds: -12_600 }) };

describe('moments', () => {
  it('print as Go prints them', () => {
    expect(formatReportTime(1_600_000_000_123_456_789n, KATHMANDU)).toBe('2020-09-13 18:11:40 +0545');
    expect(formatFullTime(1_600_000_000_123_456_789n, UTC)).toBe('2020-09-13 12:26:40.123456789 +0000 UTC');
    expect(formatFullTime(1_600_000_000_500_000_000n, UTC)).toBe('2020-09-13 12:26:40.5 +0000 UTC');
    expect(formatFullTime(-1n, UNNAMED)).toBe('1969-12-31 20:29:59.999999999 -0330 -0330');
  });
});

describe('formatDuration', () => {
  /** Recorded from Go's time.Duration. */
  it.each([
    [0n, '0s'],
    [1n, '1ns'],
    [1100n, '1.1µs'],
    [2_200_000n, '2.2ms'],
    [3_300_000_000n, '3.3s'],
    [245_000_000_000n, '4m5s'],
    [245_001_000_000n, '4m5.001s'],
    [18_367_001_000_000n, '5h6m7.001s'],
    [480_000_000_001n, '8m0.000000001s'],
    [9_223_372_036_854_775_807n, '2562047h47m16.854775807s'],
    [-9_223_372_036_854_775_808n, '-2562047h47m16.854775808s'],
  ])('%s ns is %s', (nanos, text) => {
    expect(formatDuration(nanos)).toBe(text);
  });
});
