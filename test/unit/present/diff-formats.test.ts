import { describe, expect, it } from 'vitest';
import { type Comparison, compareSides } from '../../../src/compare/compare-sides.ts';
import { gateSettings } from '../../../src/compare/gate-settings.ts';
import { diffGithub } from '../../../src/present/diff-github.ts';
import { diffJunit } from '../../../src/present/diff-junit.ts';
import { diffMarkdown } from '../../../src/present/diff-markdown.ts';
import { diffSarif } from '../../../src/present/diff-sarif.ts';
import { markdownCode } from '../../../src/present/markdown-code.ts';
import { sourcePath } from '../../../src/present/source-path.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import type { FoundProfile } from '../../../src/store/load-profiles.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';

const PATHS = { trimPath: '', root: '/srv/app' };
const SARIF = { ...PATHS, version: '1.2.3' };

interface Written {
  readonly names: readonly string[];
  readonly value: number;
  readonly unit?: string;
}

/** One function a name, in a file of its own, at line 12. */
function found({ names, value, unit = 'bytes' }: Written, name: string): FoundProfile {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'inuse_space', unit }] });
  for (const each of names) {
    const filename = each === '' ? '' : `/srv/app/pkg/${each}.go`;
    const f = builder.addFunction({ name: each, filename, startLine: 10 });
    builder.addSample([builder.addLocation({ lines: [{ function: f, line: 12 }] })], [value]);
  }
  const profile = builder.build();
  return { name, load: async () => ({ name, sizeBytes: 1, profile }) };
}

const compare = (names: readonly string[], failOn: readonly string[], unit?: string): Promise<Comparison> =>
  compareSides({
    base: [found({ names, value: 1000, ...(unit ? { unit } : {}) }, 'old.pb.gz')],
    target: [found({ names, value: 2000, ...(unit ? { unit } : {}) }, 'new.pb.gz')],
    gate: gateSettings([{ failOn, shareFloor: 0, noiseFloor: 0 }]),
  });

const RULES = ['flat(parse)>+10%', 'total>+500%', 'total>+50%'];

describe('Markdown', () => {
  it('is the verdict, the rules, and folded away what stands behind them', async () => {
    const text = diffMarkdown(await compare(['parse'], RULES), { top: 5 });
    expect(text.split('\n').slice(0, 10)).toEqual([
      '### prof diff: 2 of 3 rules fired',
      '',
      '`inuse_space: total +100.0% (1000B → 1.95kB); biggest: parse +1000B (0.0 pp)`',
      '',
      '| | rule | |',
      '|---|---|---|',
      '| **FAIL** | `flat(parse)>+10%` | `parse` `1000B → 1.95kB, +1000B (+100.0%)` |',
      '| pass | `total>+500%` |  |',
      '| **FAIL** | `total>+50%` | `total inuse_space` `1000B → 1.95kB, +1000B (+100.0%)` |',
      '',
    ]);
    expect(text).toContain('| `parse` | `1000B` | `1.95kB` | `+1000B` | 0.0 |');
    expect(text).toContain(
      '- base: `old.pb.gz`\n- target: `new.pb.gz`\n- values; one profile a side\n- 2 values judged together',
    );
    expect(text.match(/<details>/g)).toHaveLength(2);
  });

  it.each([
    ['main.parse', '`main.parse`'],
    ['a|b', '<code>a&#124;b</code>'],
    ['`x`', '<code>&#96;x&#96;</code>'],
    ['a\\|b', '<code>a&#92;&#124;b</code>'],
    ['@team <b> [x](y)', '`@team <b> [x](y)`'],
    [' a', '<code> a</code>'],
    ['', '<code></code>'],
    ['two\nlines\u202e', '<code>two&#92;x0alines&#92;u202e</code>'],
  ])('names are code: %j', (name, code) => {
    expect(markdownCode(name)).toBe(code);
  });

  it('keeps hostile names in their cells', async () => {
    const names = [...new Set(HOSTILE_NAMES)];
    const text = diffMarkdown(await compare(names, ['any>+10%'], 'b|<i>`'), { top: 1000 });
    for (const line of text.split('\n').filter((each) => each.startsWith('| '))) {
      const bare = line.replace(/`[^`]*`/g, '').replace(/<code>[^<]*<\/code>/g, '');
      expect(bare).toMatch(/^[|\w\s.,:*<>+…-]*$/);
      expect(bare.replaceAll('<br>', '')).not.toMatch(/[<>]/);
    }
  });
});

describe('JUnit', () => {
  it('has a test case for each rule', async () => {
    const text = diffJunit(await compare(['parse'], RULES), PATHS);
    expect(text).toContain('<testsuites name="prof" tests="3" failures="2" errors="0" skipped="0" time="0">');
    expect(text).toContain(
      [
        '    <testcase classname="prof diff inuse_space" name="flat(parse)&gt;+10%" file="pkg/parse.go" line="12" time="0">',
        '      <failure message="parse: 1000B → 1.95kB, +1000B (+100.0%)" type="regression">parse: 1000B → 1.95kB, +1000B (+100.0%)</failure>',
        '    </testcase>',
        '    <testcase classname="prof diff inuse_space" name="total&gt;+500%" time="0"/>',
      ].join('\n'),
    );
  });

  it('says which rules could not be tested', async () => {
    const comparison = await compareSides({
      base: [found({ names: ['f'], value: 1 }, 'a'), found({ names: ['f'], value: 1 }, 'b')],
      target: [found({ names: ['f'], value: 1 }, 'c')],
      gate: gateSettings([{ failOn: ['any>+10%'] }]),
    });
    const text = diffJunit(comparison, PATHS);
    expect(text).toContain('failures="0" errors="0" skipped="1"');
    expect(text).toContain('<skipped message="too few profiles (need 4 a side)"/>');
    expect(diffGithub(comparison, PATHS)).toContain(
      '::warning title=prof diff::too few profiles (need 4 a side)\n',
    );
  });

  it('is XML whatever names are', async () => {
    const names = [...new Set([...HOSTILE_NAMES, '\ufffe\uffff', ']]>', '<!--', '&amp;'])];
    const text = diffJunit(await compare(names, ['any>+10%'], '<&"'), PATHS);
    const withoutTags = text
      .replace(/^<\?xml [^<>]*\?>/, '')
      .replace(/<\/?[a-z-]+(?: [a-z]+="[^"<>&]*(?:&(?:amp|lt|gt|quot|apos);[^"<>&]*)*")*\/?>/g, '');
    expect(withoutTags).not.toMatch(/[<>]/);
    expect(withoutTags.replace(/&(?:amp|lt|gt|quot|apos);/g, '')).not.toContain('&');
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\ufffe\uffff]/);
    expect(text.isWellFormed()).toBe(true);
  });
});

describe('GitHub annotations', () => {
  it('stand on the lines of the source', async () => {
    expect(diffGithub(await compare(['parse'], RULES), PATHS)).toBe(
      [
        '::error file=pkg/parse.go,line=12,title=flat(parse)>+10%25::parse: 1000B → 1.95kB, +1000B (+100.0%25)',
        '::error title=total>+50%25::total inuse_space: 1000B → 1.95kB, +1000B (+100.0%25)',
        '::notice title=prof diff::2 of 3 rules fired; inuse_space: total +100.0%25 (1000B → 1.95kB); biggest: parse +1000B (0.0 pp)',
        '',
      ].join('\n'),
    );
  });

  it('are commands of ours alone whatever names are', async () => {
    const names = [...new Set([...HOSTILE_NAMES, 'x\n::set-output name=a::b', 'a,b:c%d'])];
    const text = diffGithub(await compare(names, ['any>+10%']), PATHS);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^::(?:error|notice) (?:file=[^:,]*,(?:line=12,)?)?title=[^:,]*::[^\r\n]*$/);
    }
    expect(text).toContain('file=pkg/a%2Cb%3Ac%25d.go,line=12');
  });
});

interface SarifLog {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

describe('SARIF', () => {
  it('names rules, results and places', async () => {
    const log = JSON.parse(diffSarif(await compare(['parse'], RULES), SARIF)) as SarifLog;
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run!.tool.driver).toMatchObject({ name: 'prof', version: '1.2.3' });
    expect(run!.tool.driver.rules.map(({ id }) => id)).toEqual(RULES);
    expect(run!.results.map(({ ruleId, ruleIndex }) => [ruleId, ruleIndex])).toEqual([
      ['flat(parse)>+10%', 0],
      ['total>+50%', 2],
    ]);
    expect(run!.results[0]).toMatchObject({
      level: 'error',
      message: { text: 'parse: 1000B → 1.95kB, +1000B (+100.0%)' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'pkg/parse.go', uriBaseId: '%SRCROOT%' },
            region: { startLine: 12 },
          },
          logicalLocations: [{ fullyQualifiedName: 'parse', kind: 'function' }],
        },
      ],
    });
    // The total has no source: it stands at the profile.
    expect(run!.results[1]!.locations[0]!.physicalLocation.artifactLocation.uri).toBe('new.pb.gz');
  });

  it('holds to the schema whatever names are', async () => {
    const names = [...new Set([...HOSTILE_NAMES, 'a b?c#d', 'c:/x'])];
    const log = JSON.parse(diffSarif(await compare(names, ['any>+10%']), SARIF)) as SarifLog;
    const [run] = log.runs;
    for (const { ruleIndex, message, locations } of run!.results) {
      expect(run!.tool.driver.rules[ruleIndex]).toBeDefined();
      expect(message.text).not.toBe('');
      for (const { physicalLocation } of locations) {
        expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
        // RFC 3986: what a URI reference is made of.
        expect(physicalLocation.artifactLocation.uri).toMatch(/^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$/);
      }
    }
  });
});

describe('paths of source files', () => {
  it.each([
    ['/srv/app/pkg/a.go', '', 'pkg/a.go'],
    ['/build/src/pkg/a.go', '/build/src', 'pkg/a.go'],
    ['example.com/shop/pkg/a.go', 'example.com/shop', 'pkg/a.go'],
    ['/usr/lib/go/src/a.go', '', '/usr/lib/go/src/a.go'],
    ['file:///srv/app/b.js', '', 'b.js'],
    ['C:\\work\\a.cs', '', 'C:/work/a.cs'],
    ['/srv/app/../other/a.go', '', '../other/a.go'],
    ['node:internal/fs', '', undefined],
    ['https://example.com/app.js', '', undefined],
    ['', '', undefined],
  ])('%s less %j is %s', (recorded, trimPath, expected) => {
    expect(sourcePath(recorded, { trimPath, root: '/srv/app' })).toBe(expected);
  });
});
