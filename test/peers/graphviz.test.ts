import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createGraphviz } from '../../src/adapters/graphviz.ts';
import type { PictureFormat } from '../../src/ports/graphviz.ts';
import { type BuilderLabel, ProfileBuilder } from '../../src/profile/builder.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { pictureOf } from '../../src/report/picture.ts';
import { prepareReport } from '../../src/report/prepare-report.ts';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const CPU = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const home = temporaryFolder();
afterAll(() => home.remove());

const pprof = (...args: string[]) => runProf(home.path, ['pprof', ...args]);

/** How each kind of file begins. */
const BEGINNINGS: Record<PictureFormat, string> = {
  svg: '<?xml version="1.0"',
  png: '\x89PNG\r\n\x1a\n',
  gif: 'GIF8',
  pdf: '%PDF-',
  ps: '%!PS-',
};

/** Every `"` in a name would end a string of dot's, and what follows would be the drawing's. */
const INJECTIONS = [
  'a" ] evil [label="x',
  'b\\" ] evil',
  'c\\',
  '<<b>bold</b>>',
  '&lt;&;&amp',
  'evil; evil -> evil;',
];
const NAMES = [...HOSTILE_NAMES, ...INJECTIONS];

/** Hostile names wherever a drawing has foreign text. */
function hostileProfile(): Profile {
  const builder = new ProfileBuilder({
    sampleTypes: [{ type: 'evil"type', unit: 'u" ] evil [label="' }],
    comments: ['c" ] evil [label="'],
    docUrl: 'd" ] evil [label="',
  });
  const mapping = builder.addMapping({ file: 'm" ] evil [label="', buildId: 'i" ] evil [label="' });
  const root = builder.addLocation({
    mapping,
    lines: [{ function: builder.addFunction({ name: 'root', filename: 'r"' }) }],
  });
  for (const [i, name] of NAMES.entries()) {
    const added = builder.addFunction({ name: `f${i}${name}`, filename: name });
    const location = builder.addLocation({ mapping, lines: [{ function: added, line: i }] });
    const labels: BuilderLabel[] = [
      { key: name, str: name },
      { key: 'bytes', num: i + 1, unit: 'b" ] evil [label="' },
    ];
    builder.addSample([location, root], [i + 1], labels);
  }
  return builder.build();
}

async function draw(
  profile: Profile,
  format: PictureFormat,
): Promise<{ file: Uint8Array; remarks: string[] }> {
  const remarks: string[] = [];
  const report = await prepareReport(profile, 'dot', { trim: false });
  const deps = { graphviz: async () => createGraphviz(), warn: (line: string) => remarks.push(line) };
  return { file: await pictureOf(report, format, deps), remarks };
}

/** The texts of an SVG's elements of a kind. */
const elements = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map(([, text]) => text!);

describe('pictures by Graphviz', () => {
  it.each(Object.entries(BEGINNINGS))('prof pprof writes %s', async (format, beginning) => {
    const path = `${home.path}/graph.${format}`;
    const { exitCode, stderr } = await pprof(`-${format}`, '-nodecount=20', `-output=${path}`, CPU);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: `Generating report in ${path}\n` });
    expect(readFileSync(path, 'latin1').startsWith(beginning)).toBe(true);
  });

  it('and prof convert does', async () => {
    const { exitCode, stdout } = await runProf(home.path, ['convert', CPU, '-o', 'converted.svg', '-n', '5']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'converted.svg\n' });
    expect(readFileSync(`${home.path}/converted.svg`, 'utf8')).toContain('blockSHANI');
  });

  it('holds the nodes, calls and values that -dot has, and runs nothing', async () => {
    const flags = ['-nodecount=20', CPU];
    const dot = (await pprof('-dot', ...flags)).stdout;
    const svg = (await pprof('-svg', ...flags)).stdout;
    const nodes = elements(dot, /^(N\d+) \[label=/gm);
    expect(elements(svg, /<title>(N\d+)<\/title>/g).sort()).toEqual(nodes.sort());
    const calls = elements(dot, /^(N\d+ -> N\d+) \[/gm).map((call) => call.replace(' -> ', '&#45;&gt;'));
    expect(elements(svg, /<title>(N\d+&#45;&gt;N\d+)<\/title>/g).sort()).toEqual(calls.sort());
    for (const text of elements(dot, /tooltip="([^"\\]+)"\s*color/g)) {
      expect(svg.replaceAll('&#45;', '-')).toContain(
        `xlink:title="${text.replaceAll('&', '&amp;').replaceAll('>', '&gt;').replaceAll('<', '&lt;')}"`,
      );
    }
    expect(svg).not.toMatch(/<script|onload|href="(?!#)/);
  });

  it('holds nothing that a profile added to it', async () => {
    const profile = hostileProfile();
    const { file, remarks } = await draw(profile, 'svg');
    expect(remarks.filter((line) => !line.includes('cannot fit') && !line.includes('font'))).toEqual([]);
    const svg = new TextDecoder('utf-8', { fatal: true }).decode(file);
    const titles = elements(svg, /<title>([^<]*)<\/title>/g);
    const nodes = titles.filter((title) => /^N\d+$/.test(title));
    expect(nodes).toHaveLength(NAMES.length + 1);
    // The graph, its legend, nodes, boxes of labels, and lines between them: nothing else has a title.
    const others = titles.filter((title) => !/^N+\d+(?:_\d+)*(?:&#45;&gt;N+\d+(?:_\d+)*)?$/.test(title));
    expect(others.filter((title) => title === 'evil' || title.startsWith('evil&'))).toEqual([]);
    expect(others).toHaveLength(3);
    // Characters that XML does not allow (https://www.w3.org/TR/xml/#charsets).
    expect(svg).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  });

  it('is XML to a reader of XML', async () => {
    const { file } = await draw(hostileProfile(), 'svg');
    writeFileSync(`${home.path}/hostile.svg`, file);
    const script =
      'import sys, xml.dom.minidom as m; print(len(m.parse(sys.argv[1]).getElementsByTagName("svg")))';
    const { stdout, stderr } = spawnSync('python3', ['-c', script, `${home.path}/hostile.svg`], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
  });
});
