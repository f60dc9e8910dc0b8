import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const HEAP = ['inuse_objects/count', 'inuse_space/bytes'];
const STORED = [
  ['checkout', '2024-01-15/checkout/20240115-120000-heap.pprof'],
  ['cart', '2024-01-15/cart/20240115-130000-heap.pprof'],
] as const;

const home = temporaryFolder();
afterAll(() => home.remove());

const prof = (...args: string[]) => runProf(home.path, [...args, '--store', './store']);

beforeAll(async () => {
  mkdirSync(`${home.path}/profiles`);
  const write = (name: string, content: Uint8Array | string) =>
    writeFileSync(`${home.path}/profiles/${name}`, content);
  write('checkout.pb.gz', smallProfile({ time: '2024-01-15T12:00:00Z', sampleTypes: HEAP }));
  write('cart.pb.gz', smallProfile({ time: '2024-01-15T13:00:00Z', sampleTypes: HEAP }));
  write('later.pb.gz', smallProfile({ time: '2024-01-16T12:00:00Z', sampleTypes: HEAP }));
  write('cpu.pb.gz', smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 30 }));
  for (const [file, service] of [
    ['checkout', 'checkout'],
    ['cart', 'cart'],
    ['later', 'checkout'],
    ['cpu', 'checkout'],
  ]) {
    expect(await prof('put', `profiles/${file}.pb.gz`, '--service', service!)).toMatchObject({ exitCode: 0 });
  }
});

/** What one profile's report is, asked for by itself. */
const topOf = async (file: string): Promise<string> => (await prof('pprof', '-top', file)).stdout;

describe('prof top --each', () => {
  it('shows all heap profiles of a day, each as if it were asked for alone', async () => {
    const { exitCode, stdout } = await prof('top', '--each', '--date', '2024-01-15', '-t', 'heap');
    const sections = await Promise.all(
      STORED.map(async ([file, key]) => `==> ${key} <==\n${await topOf(`profiles/${file}.pb.gz`)}`),
    );
    // In order of time, which is not that of the names of services.
    expect(stdout).toBe(sections.join('\n'));
    expect(exitCode).toBe(0);
  });

  it('takes references of every form, and gives one document', async () => {
    const { stdout } = await prof(
      'top',
      '--each',
      'checkout/heap@2024-01-01..2024-01-31',
      './profiles/',
      '--json',
    );
    const { schema, reports } = JSON.parse(stdout) as {
      schema: string;
      reports: { profiles: string[]; sampleType: string }[];
    };
    expect(schema).toBe('prof.top.each.v1');
    expect(reports.map(({ profiles, sampleType }) => [...profiles, sampleType])).toEqual([
      [STORED[0][1], 'inuse_space'],
      ['2024-01-16/checkout/20240116-120000-heap.pprof', 'inuse_space'],
      ['./profiles/cart.pb.gz', 'inuse_space'],
      ['./profiles/checkout.pb.gz', 'inuse_space'],
      ['./profiles/cpu.pb.gz', 'cpu'],
      ['./profiles/later.pb.gz', 'inuse_space'],
    ]);
  });

  it('goes on after one that is none, and says so', async () => {
    mkdirSync(`${home.path}/mixed`);
    writeFileSync(`${home.path}/mixed/a.pprof`, 'no profile');
    writeFileSync(`${home.path}/mixed/b.pprof`, smallProfile({ time: '2024-01-15T12:00:00Z' }));
    const text = await prof('top', '--each', './mixed/');
    expect(text.exitCode).toBe(4);
    expect(text.stdout).toBe(`==> ./mixed/b.pprof <==\n${await topOf('mixed/b.pprof')}`);
    expect(text.stderr).toContain('./mixed/a.pprof');
    const { exitCode, stdout } = await prof('top', '--each', './mixed/', '--json');
    expect(exitCode).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ reports: [{}], errors: [{ name: './mixed/a.pprof' }] });
    expect(await prof('top', '--each', './mixed/a.pprof')).toMatchObject({ exitCode: 7, stdout: '' });
  });

  it.each([
    [['--each', '--date', '2024-02-01'], 3, 'the store has no such profile'],
    [['--each', 'checkout', '--type', 'heap'], 2, 'references say which profiles'],
    [['--date', '2024-01-15'], 2, '--each'],
    [[], 2, 'missing argument'],
  ])('refuses %j', async (args, exitCode, message) => {
    const run = await prof('top', ...args);
    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderr).toContain(message);
  });
});
