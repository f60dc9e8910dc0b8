import { describe, expect, it } from 'vitest';
import { joinPieces } from '../../../src/formats/file-target.ts';
import type { DrawOptions } from '../../../src/ports/graphviz.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { convertProfile, requireFree, writeConverted } from '../../../src/report/convert.ts';
import { chooseOutput } from '../../../src/report/output-kind.ts';
import { prepareReport } from '../../../src/report/prepare-report.ts';
import type { ReportKind, ReportOptions } from '../../../src/report/report-options.ts';
import { reportPieces } from '../../../src/report/report-pieces.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { smallProfile } from '../../support/small-profiles.ts';

const files = new MemoryFiles();
const drawn: string[] = [];
const deps = {
  files: async () => files,
  cwd: '/',
  renderTable: () => ['table'],
  warn: (message: string) => expect.unreachable(message),
  graphviz: async () => ({
    draw: async ({ drawing, format }: DrawOptions) => {
      drawn.push([...drawing].join(''));
      return new TextEncoder().encode(`a ${format}`);
    },
  }),
};
const profile = decodePprof(
  smallProfile({
    sampleTypes: ['objects/count', 'space/bytes'],
    stacks: { 'main;parse;read': 30, 'main;render': 12 },
  }),
);

async function convert(to: string, report: Partial<ReportOptions> = {}): Promise<Uint8Array> {
  const { output } = chooseOutput(to, '-');
  return joinPieces(await convertProfile({ profile, output, name: 'x', report }, deps), false);
}
const text = async (to: string, report: Partial<ReportOptions> = {}) =>
  new TextDecoder().decode(await convert(to, report));

describe('convertProfile', () => {
  it('applies filters and the choice of values', async () => {
    expect(await text('folded')).toBe('main;parse;read 30\nmain;render 12\n');
    expect(await text('folded', { focus: 'parse' })).toBe('main;parse;read 30\n');
    expect(await text('folded', { hide: 'parse|main' })).toBe('read 30\nrender 12\n');
    expect(await text('folded', { divideBy: 3, ignore: 'render' })).toBe('main;parse;read 10\n');
    expect(JSON.parse(await text('speedscope', { sampleIndex: 'objects' })).activeProfileIndex).toBe(0);
    expect(decodePprof(await convert('pb', { focus: 'render' })).samples.count).toBe(1);
    await expect(convert('folded', { sampleIndex: 'cpu' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('names frames by the granularity that is asked for', async () => {
    expect(await text('folded', { granularity: 'lines', focus: 'render' })).toBe('main :1;render :1 12\n');
    const frames = async (report: Partial<ReportOptions>) =>
      JSON.parse(await text('speedscope', report)).shared.frames[0];
    expect(await frames({})).toEqual({ name: 'read' });
    expect(await frames({ granularity: 'lines' })).toEqual({ name: 'read', line: 1 });
  });

  it.each([
    ['callgrind', 'callgrind'],
    ['dot', 'dot'],
    ['topproto', 'topproto'],
    ['proto', 'proto'],
  ] as const)('gives the report %s as it is', async (to: string, kind: ReportKind) => {
    const report = await prepareReport(profile, kind, { focus: 'main', nodeCount: 2 });
    const expected = joinPieces(await reportPieces(report, deps), false);
    expect(await convert(to, { focus: 'main', nodeCount: 2 })).toEqual(expected);
  });

  it.each(['svg', 'png', 'gif', 'pdf', 'ps'])('has Graphviz draw %s', async (to) => {
    expect(await text(to, { focus: 'render' })).toBe(`a ${to}`);
    expect(drawn.at(-1)).toMatch(/^digraph "unnamed" \{\n/);
    expect(drawn.at(-1)).toContain('render');
    expect(drawn.at(-1)).not.toContain('parse');
  });

  it('leaves tables to who knows how they read', async () => {
    expect(await text('csv')).toBe('table');
  });
});

describe('writeConverted', () => {
  it('replaces a file only when told, and finds out before the work', async () => {
    files.files.set('there', new Uint8Array(1));
    const taken = { code: 'USAGE', hints: ['--overwrite replaces it'] };
    await expect(requireFree('there', false, files)).rejects.toMatchObject(taken);
    await requireFree('there', true, files);
    await requireFree('free', false, files);
    const write = (path: string, overwrite: boolean) =>
      writeConverted(['ü'], path, { isGzip: false, overwrite }, files);
    await expect(write('there', false)).rejects.toMatchObject(taken);
    expect(await write('there', true)).toEqual({ path: 'there', sizeBytes: 2 });
    expect([...files.files.get('there')!]).toEqual([0xc3, 0xbc]);
  });
});
