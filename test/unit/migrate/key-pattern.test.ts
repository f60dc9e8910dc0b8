import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchKey, parseKeyPattern, timeOfField } from '../../../src/migrate/key-pattern.ts';

const match = (pattern: string, key: string) => matchKey(parseKeyPattern(pattern), key);

describe('a pattern of keys', () => {
  it.each([
    [
      '{namespace}/{pod}/{time}/{type}.{ext}',
      'shop/web-7d8f9c5b6d-x2x4z/20240115-120000/heap.pprof',
      { namespace: 'shop', pod: 'web-7d8f9c5b6d-x2x4z', time: '20240115-120000', type: 'heap', ext: 'pprof' },
    ],
    // The dashes of a stamp are no borders.
    [
      '{service}/{pod}-{time}-{type}.{ext}',
      'web/web-0-20240115-120000-cpu.pb.gz',
      { service: 'web', pod: 'web-0', time: '20240115-120000', type: 'cpu', ext: 'pb.gz' },
    ],
    ['{any}/{service}/{type}', 'a/b/goroutine', { any: 'a', service: 'b', type: 'goroutine' }],
    ['p/{type}-{any}.{ext}', 'p/heap-1.pprof', { type: 'heap', any: '1', ext: 'pprof' }],
  ])('%s takes %s apart', (pattern, key, fields) => {
    expect(match(pattern, key)).toEqual(fields);
  });

  it.each([
    ['{service}/{type}.{ext}', 'a/b/heap.pprof'],
    ['{service}/{type}.{ext}', 'a/heap.txt'],
    ['{service}/{time}/{type}', 'a/today/heap'],
    ['{service}/{type}', '/heap'],
    ['x{type}', 'heap'],
  ])('%s does not fit %s', (pattern, key) => {
    expect(match(pattern, key)).toBeUndefined();
  });

  it.each(['{service}/{nothing}', '{type}{type}', '{service}', '', '{type}'.padEnd(2000, '{any}x')])(
    '%s is none',
    (text) => {
      expect(() => parseKeyPattern(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );

  it('finds what was put together by it', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    const time = fc.date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(word, word, time, word, (service, pod, date, type) => {
        const stamp = date.toISOString().slice(0, 19);
        const key = `${service}/${pod}/${stamp}-${type}.pprof`;
        const fields = match('{service}/{pod}/{time}-{type}.{ext}', key);
        expect(fields).toEqual({ service, pod, time: stamp, type, ext: 'pprof' });
        expect(timeOfField(stamp)).toBe(Math.floor(date.getTime() / 1000) * 1000);
      }),
    );
  });

  it('comes to an end with keys made to go back and forth', () => {
    const pattern = parseKeyPattern(`${'{any}-'.repeat(12)}{type}.{ext}`);
    // Without remembering what failed this would take years.
    expect(matchKey(pattern, '-'.repeat(1024))).toBeUndefined();
    expect(matchKey(pattern, 'a-'.repeat(512))).toBeUndefined();
  });
});

describe('a time in a key', () => {
  it.each([
    ['20240115-120000', '2024-01-15T12:00:00.000Z'],
    ['20240115120000', '2024-01-15T12:00:00.000Z'],
    ['20240115T120000Z', '2024-01-15T12:00:00.000Z'],
    ['2024-01-15T12:00:00Z', '2024-01-15T12:00:00.000Z'],
    ['2024-01-15_12-00-00', '2024-01-15T12:00:00.000Z'],
    ['2024-01-15T12:00:00.25Z', '2024-01-15T12:00:00.250Z'],
    ['2024-01-15', '2024-01-15T00:00:00.000Z'],
    ['1705320000', '2024-01-15T12:00:00.000Z'],
    ['1705320000123', '2024-01-15T12:00:00.123Z'],
    ['1705320000123456789', '2024-01-15T12:00:00.123Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(timeOfField(text)!).toISOString()).toBe(iso);
    expect(match('{time}/{type}', `${text}/cpu`)).toEqual({ time: text, type: 'cpu' });
  });

  it('is none where no calendar has it', () => {
    expect(timeOfField('20240231-120000')).toBeUndefined();
  });
});
