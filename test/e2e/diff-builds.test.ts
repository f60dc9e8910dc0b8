import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { type PprofProgram, startPprofProgram } from '../support/stub-cluster/pprof-program.ts';

const home = temporaryFolder();
const prof = (...args: string[]) => runProf(home.path, args);
let program: PprofProgram;

const builds = [
  ['--label', 'image=shop:1', '--label', 'git-commit=aaa', '--label', 'version=1'],
  ['--label', 'image=shop:2\u202e', '--label', 'git-commit=bbb', '--label', 'version=1'],
];

beforeAll(async () => {
  program = await startPprofProgram();
  for (const [at, labels] of builds.entries()) {
    const run = await prof(
      ...['capture', `http://127.0.0.1:${program.localPort}/debug/pprof/heap`, ...labels!],
      ...['-o', `${at}.pb.gz`],
    );
    expect(run.exitCode).toBe(0);
    const store = await prof(
      'put',
      `${at}.pb.gz`,
      '--service',
      'shop',
      '--type',
      'heap',
      '--time',
      `2024-01-15T12:0${at}:00Z`,
    );
    expect(store).toMatchObject({ exitCode: 0 });
  }
});
afterAll(() => {
  program.close();
  home.remove();
});

const CHANGED = ['image changed: shop:1 → shop:2\\u202e', 'commit changed: aaa → bbb'];

describe('prof diff of two builds', () => {
  it.each([
    ['files', ['0.pb.gz', '1.pb.gz']],
    ['stored profiles', ['shop/heap@20240115-120000', 'shop/heap@20240115-120100', '--lookback', '500w']],
  ])('says that image and commit changed: %s', async (_, sides) => {
    const { stdout, exitCode } = await prof('diff', ...sides);
    expect(exitCode).toBe(0);
    for (const line of CHANGED) expect(stdout).toContain(`${line}\n`);
    expect(stdout).not.toContain('version changed');
  });

  it('says so in JSON and in Markdown', async () => {
    const json = JSON.parse((await prof('diff', '0.pb.gz', '1.pb.gz', '--json')).stdout);
    expect(disagreements(json, documentedSchemas().get('prof.diff.v1')!)).toEqual([]);
    expect(json.builds).toEqual([
      { fact: 'image', base: ['shop:1'], target: ['shop:2\u202e'] },
      { fact: 'git-commit', base: ['aaa'], target: ['bbb'] },
    ]);
    const { stdout } = await prof('diff', '0.pb.gz', '1.pb.gz', '--markdown');
    expect(stdout).toContain(
      '- image changed: `shop:1` → <code>shop&#58;2&#92;u202e</code>\n- commit changed: `aaa` → `bbb`\n',
    );
  });

  it('says so of several profiles a side, and nothing where nothing changed', async () => {
    const many = await prof('diff', './[0]*.pb.gz', './*.pb.gz');
    expect(many.stdout).toContain('commit changed: aaa → aaa, bbb\n');
    const same = await prof('diff', '0.pb.gz', './0.pb.gz', '--json');
    expect(same.exitCode === 0 ? JSON.parse(same.stdout).builds : []).toEqual([]);
  });
});
