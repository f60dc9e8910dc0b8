import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCollapsed } from '../../../src/formats/collapsed/decode-collapsed.ts';
import { encodeCollapsed } from '../../../src/formats/collapsed/encode-collapsed.ts';
import type { EncodeOptions } from '../../../src/formats/profile-format.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../../../src/profile/limits.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { encodeUtf8 } from '../../../src/profile/utf8.ts';
import { anyProfile } from '../../support/arbitrary-profile.ts';
import { stackSums } from '../../support/stack-sums.ts';

const decode = (text: string, limits: Partial<DecodeLimits> = {}): Profile =>
  decodeCollapsed(encodeUtf8(text), { ...DEFAULT_LIMITS, ...limits });
const encode = (profile: Profile, options: Partial<EncodeOptions> = {}) =>
  [...encodeCollapsed(profile, { sampleIndex: '', ...options })].join('');
const types = ({ sampleTypes }: Profile) => sampleTypes.map(({ type, unit }) => `${type}/${unit}`);
const fixture = (path: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url), 'utf8');

/** A profile of one stack, root first. */
function stack(names: readonly string[], value: number | bigint = 1): Profile {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'n', unit: 'count' }] });
  const frames = names.map((name) =>
    builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] }),
  );
  builder.addSample(frames.reverse(), [value]);
  return builder.build();
}

describe('reading collapsed stacks', () => {
  it('takes a line as a stack from the root and its count', () => {
    const profile = decode('main;parse;read 12\r\nmain;parse 3\n\nmain 0\n');
    expect(types(profile)).toEqual(['samples/count']);
    expect(stackSums(profile, 'samples')).toEqual({ 'read<parse<main': 12, 'parse<main': 3, main: 0 });
    expect(profile.samples.count).toBe(3);
  });

  it.each([
    [
      'spaces and brackets',
      'thread (12): a b;operator new[] (x.py:3) 4',
      'operator new[] (x.py:3)<thread (12): a b',
    ],
    [
      'annotations',
      'java/lang/Thread.run_[j];copy_user_[k];inl_[i] 4',
      'inl_[i]<copy_user_[k]<java/lang/Thread.run_[j]',
    ],
    ['numbers in names', 'P12;T0:3;mod.py:f:10 4', 'mod.py:f:10<T0:3<P12'],
    ['a tab before the count', 'a;b\t4', 'b<a'],
    ['a space after the count', 'a;b 4  ', 'b<a'],
    ['nothing between semicolons', 'a;;b 4', 'b<<a'],
    ['bytes that are no UTF-8', 'a;\udcffü 4', '\udcffü<a'],
  ])('keeps names as they stand: %s', (_what, line, key) => {
    expect(stackSums(decode(`${line}\nx;y 1`), 'samples')).toEqual({ [key]: 4, 'y<x': 1 });
  });

  it('rounds decimals, and refuses a file where nothing is left', () => {
    const profile = decode('a 0.5\nb 1.4999\nc -2.5\nd 7.\n');
    expect(stackSums(profile, 'samples')).toEqual({ a: 1, b: 1, c: -3, d: 7 });
    expect(() => decode('a;b 0.25\nc 0.1')).toThrowError('every count is below one half');
    expect(decode('a;b 0\n').samples.count).toBe(1);
  });

  it('keeps 64-bit counts exact', () => {
    const profile = decode('a 9223372036854775807\nb -9223372036854775808\n');
    expect([...profile.samples.values[0]!]).toEqual([2n ** 63n - 1n, -(2n ** 63n)]);
    expect(() => decode('a 1\nb 9223372036854775808')).toThrowError(
      'line 2 has a count that is no 64-bit number',
    );
  });

  it('reads two counts a line as before and after', () => {
    const profile = decode('a;b 1 3\na;c 2 0\n');
    expect(types(profile)).toEqual(['before/count', 'after/count']);
    expect(stackSums(profile, 'before')).toEqual({ 'b<a': 1, 'c<a': 2 });
    expect(stackSums(profile, 'after')).toEqual({ 'b<a': 3, 'c<a': 0 });
    expect(() => decode('a;b 1 3\na;c 2\n')).not.toThrow(); // one name may end in a number
  });

  it.each([
    ['line 2 does not end in a space and a count: hello', 'a;b 1\nhello\n'],
    ['line 3 does not end in a space and a count: a;b', 'a;b 1\n\na;b\n'],
    ['line 1 has a count that is no 64-bit number', 'a;b 1,2,3\n'],
    ['line 1 does not end in a space and a count: a\\x1b[2J', 'a\u001b[2J\n'],
    ['no line is a stack and a count', '\n# remark\n'],
  ])('says where it is damaged: %s', (message, text) => {
    expect(() => decode(text)).toThrowError(message);
  });

  it('keeps to the limits', () => {
    expect(() => decode('a;b;c 1', { stackFrames: 2 })).toThrowError(/stackFrames = 2/);
    expect(() => decode('a;b 1\nc 2', { samples: 1 })).toThrowError(/samples = 1/);
    expect(() => decode('a;b;c 1', { tableEntries: 2 })).toThrowError(/tableEntries = 2/);
    expect(() => decode('a;b;c 1', { decodedBytes: 5 })).toThrowError(/decodedBytes = 5/);
  });

  it('reads a stack of a hundred thousand frames', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `f${i % 100}`);
    const profile = decode(`${names.join(';')} 3\n`);
    expect(profile.samples.stack.length).toBe(100_000);
    expect(encode(profile)).toBe(`${names.join(';')} 3\n`);
  });
});

describe('what austin writes', () => {
  /** The time that austin itself says it sampled for, with the sum of what it says of each stack. */
  const metrics = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) =>
        line
          .slice(line.lastIndexOf(' ') + 1)
          .split(',')
          .map(Number),
      );
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const total = (profile: Profile, i: number) => sum(Array.from(profile.samples.values[i]!, Number));

  it('is wall time in microseconds', () => {
    const text = fixture('austin/3.7.0/wall.austin');
    const profile = decode(text);
    expect(types(profile)).toEqual(['wall/microseconds']);
    expect(total(profile, 0)).toBe(sum(metrics(text).map(([time]) => time!)));
  });

  it('is memory in bytes', () => {
    const text = fixture('austin/3.7.0/memory.austin');
    const profile = decode(text);
    expect(types(profile)).toEqual(['memory/bytes']);
    expect(total(profile, 0)).toBe(sum(metrics(text).map(([bytes]) => bytes!)));
  });

  it('is all three at once: time when not idle, time, memory', () => {
    const text = fixture('austin/3.7.0/full.austin');
    const profile = decode(text);
    expect(types(profile)).toEqual(['cpu/microseconds', 'wall/microseconds', 'memory/bytes']);
    const rows = metrics(text);
    expect(rows.some(([, idle]) => idle === 1)).toBe(true);
    expect(total(profile, 0)).toBe(sum(rows.map(([time, idle]) => (idle === 1 ? 0 : time!))));
    expect(total(profile, 1)).toBe(sum(rows.map(([time]) => time!)));
    expect(total(profile, 2)).toBe(sum(rows.map(([, , memory]) => memory!)));
  });
});

describe('writing collapsed stacks', () => {
  it('writes equal stacks as one line, in order, and nothing for zero', () => {
    const profile = decode('m;b 1\nm;a 2\nm;b 3\nm;z 0\nm;c 5\nm;c -5\n');
    expect(encode(profile)).toBe('m;b 4\nm;a 2\n');
  });

  it('writes one sample type', () => {
    const profile = decode('a;b 1 3\na;c 2 0\n');
    expect(encode(profile)).toBe('a;b 3\n');
    expect(encode(profile, { sampleIndex: 'before' })).toBe('a;b 1\na;c 2\n');
    expect(() => encode(profile, { sampleIndex: 'x' })).toThrowError(/must be one of/);
  });

  it.each([
    ['a;b', ['a:b']],
    ['a\nb', ['a b']],
    ['a\r\nb', ['a  b']],
    ['f 12', ['f_12']],
    ['f 1.5', ['f_1.5']],
    ['# x', ['#_x']],
    ['#', ['#_']],
    ['', ['<unknown>']],
    ['12', ['12']],
  ])('replaces what would break a line: %j', (name, [written]) => {
    expect(encode(stack([name]))).toBe(`${written} 1\n`);
    expect(encode(stack(['root', name]))).toBe(`root;${name === '# x' || name === '#' ? name : written} 1\n`);
  });

  it('has inlined functions behind their callers, and a name for what has none', () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'n', unit: 'count' }] });
    const fn = (name: string, filename = '') => builder.addFunction({ name, filename });
    const mapping = builder.addMapping({ file: '/lib/libc.so.6' });
    const leaf = builder.addLocation({
      lines: [{ function: fn('inner', 'a.c'), line: 7 }, { function: fn('outer') }],
    });
    const bare = builder.addLocation({ mapping, address: 16n, lines: [] });
    builder.addSample([leaf, bare], [2]);
    builder.addSample([], [3]);
    const profile = builder.build();
    expect(encode(profile)).toBe('[libc.so.6];outer;inner 2\n<no stack> 3\n');
    expect(encode(profile, { frames: { granularity: 'lines' } })).toContain(';inner a.c:7 2\n');
  });

  it('writes what reads back as the same: any profile', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const once = encode(profile);
        if (once === '') return;
        const back = decode(`x;y 1\n${once}`);
        expect(encode(back)).toBe(`x;y 1\n${once}`);
      }),
    );
  });

  it('loses no value: any profile', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const total = (each: Profile, index: number) =>
          Array.from(each.samples.values[index]!, BigInt).reduce((a, b) => BigInt.asIntN(64, a + b), 0n);
        const index = profile.sampleTypes.findIndex(({ type }) => type === profile.defaultSampleType);
        const chosen =
          index === -1 || profile.defaultSampleType === '' ? profile.sampleTypes.length - 1 : index;
        const text = encode(profile);
        const written = text === '' ? 0n : total(decode(`x;y 0\n${text}`), 0);
        expect(written).toBe(total(profile, chosen));
      }),
    );
  });
});
