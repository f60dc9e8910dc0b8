import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const recorded = (path: string) => `${ROOT}fixtures/profiles/${path}`;
const prof = (...args: string[]) => runProf(home.path, args);
const read = (name: string) => readFileSync(`${home.path}/${name}`, 'utf8');

beforeAll(() => {
  copyFileSync(recorded('go/1.26/cpu.pb.gz'), `${home.path}/cpu.pb.gz`);
  copyFileSync(recorded('linux-perf/6.1/callgraph.perf.txt'), `${home.path}/unknown`);
  writeFileSync(`${home.path}/two.folded`, 'main;parse 3\nmain;render 4\n');
});
afterAll(() => home.remove());

describe('prof convert', () => {
  it('writes what the name of the file says, once', async () => {
    const first = await prof('convert', './two.folded', '-o', 'two.speedscope.json');
    expect(first).toEqual({ exitCode: 0, stdout: 'two.speedscope.json\n', stderr: '' });
    const again = await prof('convert', './two.folded', '-o', 'two.speedscope.json');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('--overwrite replaces it');
    expect((await prof('convert', './two.folded', '-o', 'two.speedscope.json', '--overwrite')).exitCode).toBe(
      0,
    );
    expect((await prof('convert', './two.speedscope.json', '--to', 'folded')).stdout).toBe(
      read('two.folded'),
    );
  });

  it('merges, and compresses where the name ends in .gz', async () => {
    const run = await prof(
      'convert',
      './two.folded',
      './two.folded',
      '-o',
      'merged.folded.gz',
      '--focus',
      'render',
      '--json',
    );
    expect(JSON.parse(run.stdout)).toEqual({
      schema: 'prof.convert.v1',
      profiles: ['./two.folded', './two.folded'],
      base: [],
      path: 'merged.folded.gz',
      format: 'collapsed',
      sizeBytes: readFileSync(`${home.path}/merged.folded.gz`).length,
    });
    const text = gunzipSync(readFileSync(`${home.path}/merged.folded.gz`)).toString();
    expect(text).toBe('main;render 8\n');
  });

  it('reads standard input and writes standard output', async () => {
    const { stdout } = await execa(process.execPath, [RUN_JS, 'convert', '-', '--to', 'csv'], {
      cwd: home.path,
      env: cleanEnvironment(home.path),
      extendEnv: false,
      input: read('two.folded'),
    });
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'function,flat_count,flat_percent,cum_count,cum_percent,inline',
      `render,4,${(4 / 7) * 100},4,${(4 / 7) * 100},`,
      `parse,3,${(3 / 7) * 100},3,${(3 / 7) * 100},`,
    ]);
  });

  it.each(['callgrind', 'dot'])('writes %s as prof pprof does', async (kind) => {
    const args = ['-focus=main', '-nodecount=20', '-call_tree', 'cpu.pb.gz'];
    const expected = await prof('pprof', `-${kind}`, ...args);
    const flags = ['--focus=main', '--nodecount=20', '--call_tree'];
    const own = await prof('convert', './cpu.pb.gz', '--to', kind, ...flags);
    expect(own).toEqual({ exitCode: 0, stdout: expected.stdout, stderr: '' });
  });

  it('knows what it reads by the content, and takes --from over it', async () => {
    const own = await prof('convert', './unknown', '--to', 'folded', '--tagroot', 'comm');
    expect(own.exitCode).toBe(0);
    const shown = (text: string) =>
      text.replaceAll('<unknown>', '[unknown]').trimEnd().split('\n').toSorted();
    expect(shown(own.stdout)).toEqual(shown(readFileSync(recorded('inferno/0.12/perf.folded'), 'utf8')));
    const wrong = await prof('convert', './unknown', '--from', 'collapsed', '--to', 'pprof');
    expect(wrong).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('line 1 ') });
    writeFileSync(`${home.path}/single`, 'main 5\n');
    expect((await prof('convert', './single', '--to', 'folded')).exitCode).toBe(7);
    expect((await prof('convert', './single', '--from', 'collapsed', '--to', 'folded')).stdout).toBe(
      'main 5\n',
    );
  });

  it('prints JSON of top', async () => {
    const top = JSON.parse((await prof('top', './two.folded', '--json')).stdout);
    expect(JSON.parse((await prof('convert', './two.folded', '--to', 'json')).stdout)).toEqual(top);
  });

  it.each([
    [['./two.folded'], 'what to write is not said'],
    [['./two.folded', '-o', 'x.txt'], 'the ending of x.txt does not say what to write'],
    [['./two.folded', '--to', 'bmp'], 'bmp'],
  ])('explains wrong usage: %j', async (args, message) => {
    const run = await prof('convert', ...args);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(run.stderr).toContain('collapsed');
  });

  it('has no place for two documents on standard output', async () => {
    const run = await prof('convert', './two.folded', '--to', 'csv', '--json');
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('both want'),
    });
  });

  it('is what get and put do with the formats, too', async () => {
    mkdirSync(`${home.path}/got`);
    const store = ['--store', './store'];
    const put = ['put', 'two.folded', '--service', 'shop', '--type', 'cpu'];
    const [, stamp] = /\/shop\/([\d-]+)-cpu\.pprof\n$/.exec((await prof(...put, ...store)).stdout)!;
    expect((await prof('get', 'shop/cpu', '-o', 'got.folded', ...store)).exitCode).toBe(0);
    expect(read('got.folded')).toBe(read('two.folded'));
    const folder = await prof('get', 'shop/cpu', '--as', 'speedscope', '-o', 'got/', ...store);
    expect(folder.stdout).toBe(`got/shop-${stamp}-cpu.speedscope.json\n`);
    expect((await prof('get', 'shop/cpu', '--as', 'collapsed', '-o', '-', ...store)).stdout).toBe(
      read('two.folded'),
    );
  });
});
