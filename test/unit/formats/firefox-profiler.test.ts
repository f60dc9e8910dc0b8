import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFirefox } from '../../../src/formats/firefox-profiler/encode-firefox.ts';
import { decodeProfile, sniffFormat } from '../../../src/formats/registry.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { anyProfile } from '../../support/arbitrary-profile.ts';
import { sampleContents } from '../../support/profile-content.ts';

const write = (profile: Profile, sampleIndex = '') => [...encodeFirefox(profile, { sampleIndex })].join('');

type Column<T> = T[];
interface Firefox {
  meta: Record<string, unknown>;
  shared: {
    stringArray: string[];
    stackTable: { length: number; frame: Column<number>; prefixOffset: Column<number> };
    frameTable: {
      length: number;
      func: Column<number>;
      line: Column<number | null>;
      column: Column<number | null>;
    };
    funcTable: {
      length: number;
      name: Column<number>;
      source: Column<number | null>;
      resource: Column<number>;
    };
    sources: { length: number; filename: Column<number> };
    resourceTable: { length: number; name: Column<number> };
  };
  threads: {
    name: string;
    samples: {
      length: number;
      weightType: string;
      stack: Column<number | null>;
      time: Column<number>;
      weight: Column<number>;
    };
  }[];
}

/** Walks the tables as the Firefox Profiler does: each sample's frames from the leaf, as `name file:line`. */
function restore({ shared }: Firefox, stack: number | null): string[] {
  const { stackTable, frameTable, funcTable, sources, stringArray } = shared;
  const frames: string[] = [];
  for (let at = stack; at !== null; ) {
    const frame = stackTable.frame[at]!;
    const func = frameTable.func[frame]!;
    const source = funcTable.source[func]!;
    const file = source === null ? '' : stringArray[sources.filename[source]!]!;
    frames.push(`${stringArray[funcTable.name[func]!]} ${file}:${frameTable.line[frame] ?? 0}`);
    const offset = stackTable.prefixOffset[at]!;
    at = offset === 0 ? null : at - offset;
  }
  return frames;
}

/** Every column of a table is as long as the table says. */
function checkColumns(value: unknown, path = ''): void {
  if (typeof value !== 'object' || value === null) return;
  const { length, ...columns } = value as Record<string, unknown>;
  for (const [key, column] of Object.entries(columns)) {
    if (typeof length === 'number' && !Array.isArray(value) && Array.isArray(column)) {
      expect(column.length, `${path}.${key}`).toBe(length);
    } else checkColumns(column, `${path}.${key}`);
  }
}

describe('Firefox Profiler profiles', () => {
  it('hold the stacks, lines and values of a profile of Go', () => {
    const path = new URL('../../../fixtures/profiles/go/1.26/cpu.pb.gz', import.meta.url);
    const profile = decodePprof(readFileSync(path));
    const firefox: Firefox = JSON.parse(write(profile));
    expect(firefox.threads.map(({ name, samples }) => [name, samples.weightType])).toEqual([
      ['samples', 'samples'],
      ['cpu', 'tracing-ms'],
    ]);
    const { samples } = firefox.threads[1]!;
    const restored = samples.stack.map((stack, i) => [restore(firefox, stack), samples.weight[i]]);
    const expected = sampleContents(profile).map(({ stack, values }) => [
      stack.flatMap(({ lines }) => lines.map(({ name, filename, line }) => `${name} ${filename}:${line}`)),
      Number(values[1]) / 1e6,
    ]);
    expect(restored).toEqual(expected);
    expect(firefox.meta).toMatchObject({
      startTime: Number(profile.timeNanos / 1_000_000n),
      initialSelectedThreads: [1],
      preprocessedProfileVersion: 70,
    });
  });

  it('stand one sample behind the other', () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'microseconds' }] });
    const location = builder.addLocation({ lines: [{ function: builder.addFunction({ name: 'f' }) }] });
    for (const value of [2000, 0, -500, 1000]) builder.addSample([location], [value]);
    const { samples } = (JSON.parse(write(builder.build())) as Firefox).threads[0]!;
    expect(samples).toMatchObject({ length: 3, time: [0, 2, 2.5], weight: [2, -0.5, 1], stack: [0, 0, 0] });
  });

  it('keep to the invariants of the format: any profile', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const firefox: Firefox = JSON.parse(write(profile));
        checkColumns(firefox);
        const { shared, threads } = firefox;
        for (const [i, offset] of shared.stackTable.prefixOffset.entries()) {
          expect(offset >= 0 && offset <= i).toBe(true);
        }
        const within = (column: readonly (number | null)[], length: number) =>
          column.every((each) => each === null || each === -1 || (each >= 0 && each < length));
        expect(within(shared.stackTable.frame, shared.frameTable.length)).toBe(true);
        expect(within(shared.frameTable.func, shared.funcTable.length)).toBe(true);
        expect(within(shared.funcTable.name, shared.stringArray.length)).toBe(true);
        expect(within(shared.funcTable.source, shared.sources.length)).toBe(true);
        expect(within(shared.funcTable.resource, shared.resourceTable.length)).toBe(true);
        expect(within(shared.sources.filename, shared.stringArray.length)).toBe(true);
        expect(within(shared.resourceTable.name, shared.stringArray.length)).toBe(true);
        expect(threads).toHaveLength(profile.sampleTypes.length);
        for (const [type, { samples }] of threads.entries()) {
          expect(within(samples.stack, shared.stackTable.length)).toBe(true);
          expect(samples.time).toEqual(samples.time.toSorted((a, b) => a - b));
          expect(samples.weight.every((weight) => weight !== 0)).toBe(true);
          const depths = sampleContents(profile)
            .filter(({ values }) => values[type] !== 0n)
            .map(({ stack }) => stack.reduce((sum, { lines }) => sum + Math.max(1, lines.length), 0));
          expect(samples.stack.map((stack) => restore(firefox, stack).length)).toEqual(depths);
        }
      }),
    );
  });

  it('are written, not read', async () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'count' }] });
    const bytes = new TextEncoder().encode(write(builder.build()));
    expect(sniffFormat(bytes)).toBe('firefox');
    await expect(decodeProfile(bytes)).rejects.toMatchObject({
      code: 'BAD_DATA',
      message: 'a Firefox Profiler profile: prof writes it, and does not read it',
    });
  });
});
