import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const CHROMIUM = `${ROOT}fixtures/profiles/chromium/156/`;

describe("V8's formats", () => {
  let home: ReturnType<typeof temporaryFolder>;
  beforeAll(() => {
    home = temporaryFolder();
  });
  afterAll(() => home.remove());
  const prof = (...args: string[]) => runProf(home.path, args);

  it('top of a heap snapshot is its constructors: shallow and retained bytes, and objects', async () => {
    const rows: [key: string, count: number, shallow: number, retained: number][] = JSON.parse(
      readFileSync(`${CHROMIUM}page-summary.json`, 'utf8'),
    );
    writeFileSync(join(home.path, 'unknown'), gunzipSync(readFileSync(`${CHROMIUM}page.heapsnapshot.gz`)));
    const [key, count, shallow, retained] = rows.find(([name]) => name.endsWith(',Basket'))!;
    expect(key).toBe('3,1,24,Basket');
    const flags = ['--focus', '^Basket$', '--no-trim'];
    const space = await prof('top', './unknown', '--unit', 'B', ...flags);
    expect(space.stdout).toMatch(new RegExp(`^ *${shallow}B .* ${retained}B +[0-9.]+% +Basket$`, 'm'));
    const objects = await prof('top', './unknown', '--sample-index', 'inuse_objects', ...flags);
    expect(objects.stdout).toMatch(new RegExp(`^ *${count} .* Basket$`, 'm'));
    const shown = (await prof('show', './unknown')).stdout;
    expect(shown).toMatch(/format +heapsnapshot$/m);
    expect(shown).toMatch(/inuse_space \(bytes\)/);
    const same = await prof('diff', './unknown', `${CHROMIUM}page.heapsnapshot.gz`, '--exit-code');
    expect([same.exitCode, same.stderr]).toEqual([0, '']);
  });

  it('top of a Chrome trace is its CPU samples, and tags its threads', async () => {
    const top = await prof('top', `${CHROMIUM}page.trace.json`);
    expect(top.stdout).toMatch(/ renderRows$/m);
    const tags = await prof('tags', `${CHROMIUM}page.trace.json`);
    expect(tags.stdout).toMatch(/: CrRendererMain$/m);
    expect(tags.stdout).toMatch(/: DedicatedWorker thread$/m);
    writeFileSync(join(home.path, 'x.json'), '{"traceEvents":[{"ph":"X","name":"a","pid":1}]}');
    const none = await prof('top', './x.json');
    expect([none.exitCode, none.stdout]).toEqual([7, '']);
    expect(none.stderr).toContain('without CPU samples');
  });

  it('stores a trace as a cpu profile, and a snapshot under its own type', async () => {
    copyFileSync(`${CHROMIUM}page.trace.json`, join(home.path, 'page.json'));
    const put = await prof(
      'put',
      './page.json',
      './unknown',
      '--service',
      'shop',
      '--time',
      '2026-11-25T10:00:00Z',
    );
    expect(put.exitCode).toBe(0);
    const keys = (await prof('ls', '--service', 'shop', '--json', '--since', '2026-11-01')).stdout;
    expect(keys).toMatch(/20261125-100000-cpu\.trace\.json/);
    expect(keys).toMatch(/20261125-100000-heapsnapshot\.heapsnapshot/);
    const top = await prof('top', 'shop/cpu', '--lookback', '9000d');
    expect(top.stdout).toMatch(/ renderRows$/m);
  });

  it('names functions by source maps: beside the script, named, or not at all', async () => {
    const source = 'export function priceBasket(first: number) {\n  return first;\n}\n';
    const { code, map } = transformSync(source, {
      loader: 'ts',
      minify: true,
      format: 'cjs',
      sourcemap: 'external',
      sourcefile: 'pricing.ts',
    });
    const [, name] = /function (\w+)\(\w\)\{return/.exec(code)!;
    const script = join(home.path, 'shop.js');
    const frame = (functionName: string, url: string, lineNumber: number, columnNumber: number) => ({
      functionName,
      scriptId: '1',
      url,
      lineNumber,
      columnNumber,
    });
    const at = code.indexOf(`function ${name}(`) + `function ${name}`.length;
    const nodes = [
      { id: 1, callFrame: frame('(root)', '', -1, -1), hitCount: 0, children: [2] },
      { id: 2, callFrame: frame(name!, `file://${script}`, 0, at), hitCount: 2, children: [] },
    ];
    const profile = { nodes, startTime: 0, endTime: 2000, samples: [2, 2], timeDeltas: [0, 1000] };
    writeFileSync(join(home.path, 'run.cpuprofile'), JSON.stringify(profile));
    writeFileSync(join(home.path, 'other.js.map'), JSON.stringify({ ...JSON.parse(map), file: 'shop.js' }));
    const lines = async (...flags: string[]) =>
      (await prof('top', './run.cpuprofile', '--granularity', 'lines', ...flags)).stdout.split('\n').at(-2)!;
    const mapped = ` priceBasket ${home.path}/pricing.ts:1`;
    expect(await lines()).toContain(` ${name} ${script}:1`);
    expect(await lines('--source-map', './other.js.map')).toContain(mapped);
    writeFileSync(script, code);
    writeFileSync(`${script}.map`, map);
    expect(await lines()).toContain(mapped);
    expect(await lines('--source-map', 'none')).toContain(` ${name} ${script}:1`);
    const wrong = await prof('top', './run.cpuprofile', '--source-map', './no.map');
    expect([wrong.exitCode, wrong.stdout]).toEqual([3, '']);
    writeFileSync(join(home.path, 'again.cpuprofile'), JSON.stringify({ ...profile, timeDeltas: [0, 700] }));
    const diff = await prof('diff', './run.cpuprofile', './again.cpuprofile', '--json');
    expect(diff.stdout).toContain('priceBasket');
    const plain = await prof(
      'diff',
      './run.cpuprofile',
      './again.cpuprofile',
      '--json',
      '--source-map',
      'none',
    );
    expect(plain.stdout).not.toContain('priceBasket');
  });
});
