import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FILE_TARGETS, joinPieces } from '../../../src/formats/file-target.ts';
import { decodeProfile, type FormatId, sniffFormat } from '../../../src/formats/registry.ts';
import { stackSums } from '../../support/stack-sums.ts';

const FOLDER = new URL('../../../fixtures/profiles/', import.meta.url);

/** What each producer's folder holds. */
const FORMAT_OF: readonly [RegExp, FormatId][] = [
  [/\.(?:austin|collapsed|folded|raw\.txt)$/, 'collapsed'],
  [/\.speedscope\.json$/, 'speedscope'],
  [/\.perf\.txt$/, 'perf-script'],
  [/\.pb\.gz$/, 'pprof'],
  [/\.cpuprofile$/, 'cpuprofile'],
  [/\.heapprofile$/, 'heapprofile'],
];
const files = globSync('**/*.*', { cwd: FOLDER })
  .toSorted()
  .flatMap((path): [string, FormatId][] => {
    if (/README|^mutants/.test(path)) return [];
    const found = FORMAT_OF.find(([pattern]) => pattern.test(path));
    return found ? [[path, found[1]]] : [];
  });

describe('recorded profiles', () => {
  it('are of every format that is read', () => {
    expect(new Set(files.map(([, format]) => format)).size).toBe(FORMAT_OF.length);
    expect(files.length).toBeGreaterThan(25);
  });

  it.each(files)('%s is known by its content alone, in gzip too: %s', async (path, format) => {
    const bytes = readFileSync(new URL(path, FOLDER));
    expect(sniffFormat(bytes, 'unknown')).toBe(format);
    const named = await decodeProfile(bytes, { name: path });
    expect(await decodeProfile(bytes, { name: 'unknown' })).toEqual(named);
    expect(await decodeProfile(bytes, { format })).toEqual(named);
    if (format !== 'pprof') expect(await decodeProfile(gzipSync(bytes))).toEqual(named);
    expect(named.samples.count).toBeGreaterThan(0);
  });

  it.each(files)('%s survives being written and read', async (path) => {
    const profile = await decodeProfile(readFileSync(new URL(path, FOLDER)));
    const type = profile.defaultSampleType || profile.sampleTypes.at(-1)!.type;
    const convert = async (id: string) => {
      const target = FILE_TARGETS.find((each) => each.id === id)!;
      return decodeProfile(joinPieces(await target.encode(profile, { sampleIndex: '' }), false), {
        name: 'unknown',
      });
    };
    const [folded, speedscope, pprof] = await Promise.all(['collapsed', 'speedscope', 'pb'].map(convert));
    // Collapsed stacks and speedscope hold names alone, and leave out zeros.
    expect(namedSums(stackSums(speedscope!, type))).toEqual(namedSums(stackSums(folded!, 'samples')));
    expect(totals(pprof!)).toEqual(totals(profile));
    expect(totals(speedscope!)).toEqual(totals(profile));
  });
});

function totals({ sampleTypes, samples }: Awaited<ReturnType<typeof decodeProfile>>) {
  return sampleTypes.map(({ type }, i) => [
    type,
    Array.from(samples.values[i]!, Number).reduce((sum, value) => sum + value, 0),
  ]);
}

function namedSums(sums: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(sums)
      .filter(([, sum]) => sum !== 0)
      .map(([key, sum]) => [key === '' ? '<no stack>' : key.replaceAll(';', ':'), sum] as const)
      .toSorted(),
  );
}
