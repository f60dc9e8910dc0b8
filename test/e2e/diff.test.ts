import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const GO = `${ROOT}fixtures/profiles/go/1.26`;
const NODE = `${ROOT}fixtures/profiles/node/24`;
const home = temporaryFolder();
afterAll(() => home.remove());

const run = (...args: string[]) => runProf(home.path, args);

describe('prof diff', () => {
  it('compares profiles of the store, with as few words as possible', async () => {
    for (const [time, value] of [
      ['2024-01-15T12:00:00Z', 10],
      ['2024-01-16T12:00:00Z', 25],
    ] as const) {
      const file = `${home.path}/one.pb.gz`;
      writeFileSync(file, smallProfile({ stacks: { 'main.run;main.parse': value * 1e9 } }));
      await run('put', file, '--service', 'checkout', '--type', 'cpu', '--time', time);
    }
    const lookback = ['--lookback', '100000d'];
    const { exitCode, stdout, stderr } = await run('diff', 'checkout~1', ...lookback);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('prof:') });
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'checkout cpu: total +150.0% (10s → 25s); biggest: main.parse +15s (0.0 pp)',
      '',
      // A sample is 1 ns here: ±1.96 · √35e9 ns.
      'FUNCTION    BASE  TARGET  CHANGE      ±   PP',
      'main.parse   10s     25s    +15s  370us  0.0',
    ]);
    expect((await run('diff', 'checkout/cpu', ...lookback)).exitCode).toBe(2);
  });

  it('gates only on request', async () => {
    const pair = [`${GO}/cpu.pb.gz`, `${GO}/cpu-later.pb.gz`];
    expect((await run('diff', ...pair)).exitCode).toBe(0);
    expect((await run('diff', ...pair, '--exit-code')).exitCode).toBe(1);
    const same = `${home.path}/same.pb.gz`;
    writeFileSync(same, smallProfile());
    writeFileSync(`${home.path}/equal.pb.gz`, smallProfile());
    const { exitCode, stdout } = await run('diff', same, `${home.path}/equal.pb.gz`, '--exit-code');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('; no difference\n'),
    });
  });

  it('gates by rules', async () => {
    const before = `${home.path}/before.pb.gz`;
    const after = `${home.path}/after.pb.gz`;
    const heap = { sampleTypes: ['inuse_space/bytes'] };
    writeFileSync(before, smallProfile({ ...heap, stacks: { 'main;parse': 2000, 'main;render': 8000 } }));
    writeFileSync(after, smallProfile({ ...heap, stacks: { 'main;parse': 3000, 'main;render': 8000 } }));
    const gate = (...args: string[]) => run('diff', before, after, ...args);
    const failed = await gate('--fail-on', 'flat(parse)>+10%', '--fail-on', 'total>+50%');
    expect(failed).toMatchObject({ exitCode: 1, stderr: '' });
    expect(failed.stdout).toContain(
      [
        'gate    1 of 2 rules fired',
        'FAIL    flat(parse)>+10%',
        '        parse  1.95kB → 2.93kB, +1000B (+50.0%)',
        'pass    total>+50%',
        'method  values; one profile a side',
        'family  2 values judged together, alpha 0.05',
      ].join('\n'),
    );
    expect(await gate('--fail-on', 'flat(parse)>+60%')).toMatchObject({ exitCode: 0 });
    expect(await gate('--fail-on', 'flat(nothing)>+10%')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await gate('--fail-on', 'parse>>10%')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await gate('--fail-on', 'any>+10%', '--alpha', '2')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('tests several profiles a side, and can insist on as many as that takes', async () => {
    for (const [side, parse] of [
      ['few', 2000],
      ['base', 2000],
      ['target', 3000],
    ] as const) {
      mkdirSync(`${home.path}/${side}`);
      // 2 / C(2n, n) is at most 0.05 from n = 4 on: 2/70.
      for (let i = 0; i < (side === 'few' ? 3 : 4); i++) {
        const stacks = { 'main;parse': parse + i, 'main;render': 8000 };
        const profile = smallProfile({ sampleTypes: ['inuse_space/bytes'], stacks });
        writeFileSync(`${home.path}/${side}/${i}.pb.gz`, profile);
      }
    }
    const rule = ['--fail-on', 'flat(parse)>+10%'];
    const gate = (base: string, ...args: string[]) =>
      run('diff', `${home.path}/${base}/`, `${home.path}/target/`, ...rule, ...args);
    expect(await gate('base', '--require-test')).toMatchObject({ exitCode: 1, stderr: '' });
    expect(await gate('few')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('too few profiles (need 4 a side)'),
    });
    expect(await gate('few', '--require-test')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('too few profiles (need 4 a side)'),
    });
    const pair = [`${home.path}/base/0.pb.gz`, `${home.path}/target/0.pb.gz`];
    expect(await run('diff', ...pair, '--require-test')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('one profile a side is not tested'),
    });
  });

  it('prints the gate for programs, from rules of the project', async () => {
    const folder = `${home.path}/project`;
    mkdirSync(folder);
    const heap = { sampleTypes: ['inuse_space/bytes'] };
    writeFileSync(`${folder}/a.pb.gz`, smallProfile({ ...heap, stacks: { 'main;parse': 2000 } }));
    writeFileSync(`${folder}/b.pb.gz`, smallProfile({ ...heap, stacks: { 'main;parse': 3000 } }));
    writeFileSync(`${folder}/prof.yaml`, 'diff:\n  fail-on: total>+10%\n');
    const inside = (...args: string[]) => runProf(home.path, args, { cwd: folder });
    const beginnings: [string, RegExp][] = [
      ['--markdown', /^### prof diff: 1 of 1 rule fired\n/],
      [
        '--junit',
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="prof" tests="1" failures="1"/,
      ],
      ['--sarif', /^\{\n {2}"\$schema": /],
      ['--github', /^::error title=total>\+10%25::/],
      ['--json', /^\{\n {2}"schema": "prof.diff.v1"/],
    ];
    for (const [flag, begins] of beginnings) {
      const { exitCode, stdout, stderr } = await inside('diff', 'a.pb.gz', 'b.pb.gz', flag);
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 1,
        stdout: expect.stringMatching(begins),
        stderr: '',
      });
    }
    expect(await inside('diff', 'a.pb.gz', 'b.pb.gz', '--fail-on', 'total>+60%')).toMatchObject({
      exitCode: 0,
    });
    expect(await inside('diff', 'a.pb.gz', 'b.pb.gz', '--junit', '--sarif')).toMatchObject({ exitCode: 2 });
    writeFileSync(`${folder}/prof.yaml`, 'diff:\n  fail-on: total>10 apples\n');
    expect(await inside('diff', 'a.pb.gz', 'b.pb.gz')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('apples is no unit of bytes: total>10 apples'),
    });
  });

  it('prints the form of pprof', async () => {
    const base = `${GO}/cpu.pb.gz`;
    const target = `${GO}/cpu-later.pb.gz`;
    const ours = await run('diff', base, target, '--text');
    const pprof = await run('pprof', '-top', `-diff_base=${base}`, target);
    expect(ours.stdout).toBe(pprof.stdout);
    expect(ours.stdout).toContain('flat  flat%   sum%');
    const cum = await run('diff', base, target, '--text', '--cum', '-n', '5', '--normalize');
    const flags = ['-top', '-cum', '-nodecount=5', '-normalize', `-diff_base=${base}`];
    expect(cum.stdout).toBe((await run('pprof', ...flags, target)).stdout);
  });

  it('compares V8 profiles, and pprof with V8', async () => {
    const v8 = await run('diff', `${NODE}/cpu.cpuprofile`, `${NODE}/cpu-later.cpuprofile`);
    expect(v8.stdout).toMatch(/^cpu: busy time [+-]/);
    expect((await run('diff', `${NODE}/cpu.cpuprofile`, `${GO}/cpu.pb.gz`)).exitCode).toBe(0);
    const csv = await run(
      'diff',
      `${NODE}/cpu.cpuprofile`,
      `${NODE}/cpu-later.cpuprofile`,
      '--csv',
      '-n',
      '2',
    );
    expect(csv.stdout.trim().split('\n')).toHaveLength(3);
  });

  it.each([
    [[`${GO}/cpu.pb.gz`, `${GO}/heap.pb.gz`], 7, 'these profiles cannot be compared'],
    [[`${GO}/trace.trace`, `${GO}/cpu.pb.gz`], 7, 'a Go execution trace'],
    [[`${GO}/index.html`, `${GO}/cpu.pb.gz`], 7, 'looks like HTML'],
    [[`${GO}/cpu.pb.gz`], 2, 'is not from the store'],
    [[`${GO}/cpu.pb.gz`, `${GO}/cpu.pb.gz`], 2, 'both sides are the same'],
    [[`${GO}/cpu.pb.gz`, 'chekout'], 3, 'chekout'],
  ])('explains failures: %j', async (args, exitCode, message) => {
    const result = await run('diff', ...args);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});
