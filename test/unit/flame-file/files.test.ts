import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildFrames } from '../../../src/flame/frames.ts';
import { escapeMarkup, scriptJson } from '../../../src/flame-file/escape.ts';
import { flameFile } from '../../../src/flame-file/flame-file.ts';
import { chooseFlameOutput } from '../../../src/flame-file/flame-output.ts';
import type { PageData } from '../../../src/flame-file/page-data.ts';
import { pageData } from '../../../src/flame-file/page-data-of.ts';
import { contentSecurityPolicy } from '../../../src/flame-file/policy.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { flameReport } from '../../../src/report/flame-report.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';
import { type StackSample, stackProfile } from '../../support/stack-profile.ts';

const HTML =
  '<title>%title%</title><meta content="%policy%"><style>/*%style%*/</style><script type="application/json" id="data">"%data%"</script><script>/*%script%*/</script>';
const page = { html: HTML, style: 'b{}', script: 'go("$& %title%")' };
const deps = { flamePage: async () => page };

async function written(profile: Profile, output: 'html' | 'svg', names = ['cpu.pb.gz']): Promise<string> {
  const report = await flameReport(profile);
  return flameFile({ report, names, baseNames: [], output }, deps);
}

const dataOf = (html: string): PageData =>
  JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)![1]!) as PageData;

const ATTACKS = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!--<script>',
  '"onload="x',
  "'&amp;\u2028",
];

describe('a page', () => {
  it('holds foreign names as data alone', async () => {
    const names = [...ATTACKS, ...HOSTILE_NAMES];
    const stacks: StackSample[] = names.map((name, i) => ({
      stack: name.replaceAll(';', ','),
      value: 100 + i,
    }));
    const html = await written(stackProfile(stacks), 'html', [ATTACKS[0]!]);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|<!--/);
    // What steers, hides or turns text is visible text; nothing is an unpaired half of a character.
    expect(html).not.toMatch(
      /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/,
    );
    expect(html.isWellFormed()).toBe(true);
    expect(dataOf(html).frames.name).toContain(ATTACKS[0]);
    expect(dataOf(html).profiles).toEqual([ATTACKS[0]]);
  });

  it('allows its own script and style, and nothing else', async () => {
    const html = await written(stackProfile({ main: 1 }), 'html');
    const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    const policy = contentSecurityPolicy(page.script, page.style);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src '${hash(page.script)}'`,
      `style-src '${hash(page.style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(html).toContain(`<meta content="${escapeMarkup(policy)}">`);
    expect(html).toContain(`<script>${page.script}</script>`);
  });

  it('has calls and callers of each sample type, and what shares are of', async () => {
    const data = dataOf(await written(stackProfile({ 'main;work': 30, 'main;idle': 12 }), 'html'));
    expect(data.types.map(({ name, unit, total }) => [name, unit, total])).toEqual([
      ['cpu', 'nanoseconds', 42],
    ]);
    const nameOf = (frame: number) => (frame === -1 ? 'all' : data.frames.name[frame]);
    const { calls, callers } = data.types[0]!;
    expect(calls.frame.map(nameOf)).toEqual(['all', 'main', 'work', 'idle']);
    expect(calls.own).toEqual([0, 0, 30, 12]);
    expect(callers.frame.map(nameOf)).toEqual(['all', 'work', 'main', 'idle', 'main']);
    expect(callers.own).toEqual([0, 0, 30, 0, 12]);
  });

  it('has both sides of a comparison', async () => {
    const data = dataOf(
      await written(
        stackProfile([
          { stack: 'main;work', value: 30 },
          { stack: 'main;work', value: 10, isBase: true },
          { stack: 'gone', value: 5, isBase: true },
        ]),
        'html',
      ),
    );
    expect(data.types[0]!.total).toBe(15);
    // Base and change: 10 + 20 of work, 5 + 5 of what is gone.
    expect(data.types[0]!.calls).toMatchObject({
      own: [0, 0, 30, 0],
      ownBase: [0, 0, 10, 5],
      ownWidth: [0, 0, 30, 10],
    });
  });

  it('stays small whatever there is, the widest first, and says so', async () => {
    const long = 'n'.repeat(3000);
    const stacks = Array.from({ length: 4000 }, (_, i) => ({
      stack: `main;${long}${i}`,
      value: 4000 - (i % 100),
    }));
    const profile = stackProfile(stacks);
    const report = await flameReport(profile);
    const frames = buildFrames(report.source.profile, report.nodes);
    const data = pageData(frames, { report, names: [], baseNames: [] }, 200_000);
    expect(JSON.stringify(data).length).toBeLessThan(220_000);
    const { calls } = data.types[0]!;
    const total = stacks.reduce((sum, { value }) => sum + value, 0);
    expect(calls.own.reduce((sum, value) => sum + value, 0)).toBe(total);
    expect(calls.leftOut).toBe(4001 - calls.frame.filter((frame) => frame !== -1).length);
    expect(data.notes).toEqual([
      expect.stringMatching(/^\d+ names and paths are cut after 1000 characters$/),
    ]);
  });
});

describe('a profile less another', () => {
  it('is signed, though it has no base', async () => {
    const svg = await written(
      stackProfile([
        { stack: 'main;grown', value: 30 },
        { stack: 'main;gone', value: -10 },
      ]),
      'svg',
    );
    // Of 40 that changed.
    expect(svg).toContain('>+50.0% main<');
    expect(svg).toContain('>+75.0% grown<');
    expect(svg).toContain('>-25.0% gone<');
    expect(svg).toContain('<title>main\n+20ns, 50.0%; itself 0, 0.0%</title>');
  });
});

describe('what a stranger may send', () => {
  it('is cut: names of profiles, sample types', async () => {
    const base = await flameReport(stackProfile({ main: 1 }));
    const count = 30;
    const column = base.source.profile.samples.values[0]!;
    const profile = {
      ...base.source.profile,
      samples: { ...base.source.profile.samples, values: Array.from({ length: count }, () => column) },
    };
    const report = {
      ...base,
      source: { ...base.source, profile },
      sampleIndex: 25,
      sampleTypes: Array.from({ length: count }, (_, i) => ({
        type: `${'t'.repeat(300)}${i}`,
        unit: 'count',
      })),
      totals: Array.from({ length: count }, () => 1),
    };
    const frames = buildFrames(profile, report.nodes);
    const names = Array.from({ length: 12 }, (_, i) => `p${i}`);
    const data = pageData(frames, { report, names, baseNames: [] });
    expect(data.types).toHaveLength(20);
    expect(data.chosen).toBe(19);
    expect(data.types[0]!.name).toBe(`${'t'.repeat(200)}…`);
    expect(data.notes).toEqual(['20 of 30 sample types']);
    expect(data.profiles).toEqual([...names.slice(0, 10), '2 more']);
  });
});

describe('a picture', () => {
  it('is XML without script, each box with its name and share', async () => {
    const svg = await written(stackProfile({ 'main;work': 30, 'main;idle': 10 }), 'svg');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="1200" /);
    expect(svg).not.toContain('<script');
    expect(svg).toContain(
      '<title>work\n30ns, 75.0%; itself 30ns, 75.0%</title><rect x="10" y="86" width="885" ',
    );
  });

  it('shows foreign names as text', async () => {
    const stacks = [...ATTACKS, ...HOSTILE_NAMES].map((name) => ({
      stack: name.replaceAll(';', ','),
      value: 1,
    }));
    const svg = await written(stackProfile(stacks), 'svg', [ATTACKS[0]!]);
    expect(svg.match(/<(?!\/?(?:svg|title|style|rect|text|g)\b)/g)).toBeNull();
    expect(svg).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ufffe\uffff]/);
    expect(svg).toContain('&lt;/script&gt;');
  });

  it('says by signs what became more or less', async () => {
    const svg = await written(
      stackProfile([
        { stack: 'grown', value: 30 },
        { stack: 'grown', value: 10, isBase: true },
        { stack: 'same', value: 5 },
        { stack: 'same', value: 5, isBase: true },
        { stack: 'gone', value: 25, isBase: true },
      ]),
      'svg',
    );
    expect(svg).toContain('>+50.0% grown<');
    expect(svg).toContain('>= same<');
    expect(svg).toContain('>-62.5% gone<');
  });

  it('draws no more than 500 rows', async () => {
    const svg = await written(
      stackProfile({ [Array.from({ length: 5000 }, (_, i) => `f${i}`).join(';')]: 1 }),
      'svg',
    );
    expect(svg.match(/<g>/g)).toHaveLength(500);
    expect(svg).toContain('4501 rows below the last are not drawn');
  });
});

describe('what is written', () => {
  it('is said by the name of the file or by --to', () => {
    expect(chooseFlameOutput(undefined, 'a/B.HTML')).toBe('html');
    expect(chooseFlameOutput(undefined, 'x.svg')).toBe('svg');
    expect(chooseFlameOutput('svg', 'x.html')).toBe('svg');
    expect(() => chooseFlameOutput(undefined, 'x.png')).toThrow(
      'the ending of x.png does not say what to write',
    );
    expect(() => chooseFlameOutput(undefined, '-')).toThrow('what to write is not said');
  });

  it('is escaped for where it stands', () => {
    expect(escapeMarkup(`<a href='x'>&"\x07`)).toBe('&lt;a href=&#39;x&#39;&gt;&amp;&quot;\\x07');
    expect(scriptJson(['</script>', '\u2028'])).toBe('["\\u003c/script>","\\u2028"]');
  });
});
