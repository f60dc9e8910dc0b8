import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const cpu = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;

beforeAll(async () => {
  copyFileSync(cpu, `${home.path}/cpu.pb.gz`);
  copyFileSync(cpu, `${home.path}/nowhere`);
  symlinkSync('cpu.pb.gz', `${home.path}/link.pb.gz`);
  await runProf(home.path, [
    'put',
    `${ROOT}fixtures/profiles/go/1.26/cpu-later.pb.gz`,
    '--service',
    'checkout',
    '--type',
    'cpu',
  ]);
});

afterAll(() => home.remove());

const run = (...args: string[]) => runProf(home.path, args);

/** Runs a shell line in which `prof` is the built one. */
function shell(line: string, env: Record<string, string> = {}) {
  const prof = `prof() { '${process.execPath}' '${RUN_JS}' "$@"; }`;
  return execa('sh', ['-c', `${prof}; ${line}`], {
    cwd: home.path,
    env: { ...cleanEnvironment(home.path), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

function heap(allocated: number): Uint8Array {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'alloc_space', unit: 'bytes' },
      { type: 'inuse_space', unit: 'bytes' },
    ],
  });
  const location = builder.addLocation({
    lines: [{ function: builder.addFunction({ name: 'main.cache' }) }],
  });
  builder.addSample([location], [allocated, 64]);
  return encodePprof(builder.build());
}

describe('prof diff', () => {
  it('with --exit-code sees what its table does not show', async () => {
    writeFileSync(`${home.path}/h1.pb`, heap(107));
    writeFileSync(`${home.path}/h2.pb`, heap(1887));
    const all = await run('diff', 'h1.pb', 'h2.pb', '--exit-code');
    expect(all).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('other values') });
    const chosen = await run('diff', 'h1.pb', 'h2.pb', '--exit-code', '--sample-index', 'inuse_space');
    expect(chosen.exitCode).toBe(0);
  });

  it.each([
    ['nowhere', 'checkout/cpu'],
    ['checkout/cpu', 'nowhere'],
    ['checkout', 'nowhere'],
  ])('takes a file where the store has no such service: %s %s', async (base, target) => {
    const lookback = ['--lookback', '99999d'];
    const { exitCode, stderr } = await run('diff', base, target, ...lookback);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('nowhere') });
  });

  it.each(['./cpu.pb.gz', 'link.pb.gz', `../${home.path.split('/').at(-1)}/cpu.pb.gz`])(
    'refuses the same file on both sides, also as %s',
    async (other) => {
      expect(await run('diff', 'cpu.pb.gz', other)).toMatchObject({ exitCode: 2 });
    },
  );
});

describe('prof capture', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'takes %s for a type like any other',
    async (type) => {
      const { exitCode, stderr } = await run('capture', 'http://127.0.0.1:9', '-t', type);
      expect({ exitCode, stderr }).toEqual({ exitCode: 6, stderr: expect.stringContaining('127.0.0.1:9') });
    },
  );
});

describe('a full disk', () => {
  it.each([
    ['prof --version > /dev/full', 6],
    ['prof version > /dev/full', 6],
    ['prof pprof -top cpu.pb.gz > /dev/full', 2],
  ])('%s', async (line, status) => {
    const { exitCode, stderr } = await shell(line);
    expect({ exitCode, lines: stderr.split('\n').length }).toEqual({ exitCode: status, lines: 1 });
  });
});

describe('the compile cache', () => {
  it('is in no relative folder', async () => {
    mkdirSync(`${home.path}/empty`);
    await shell('cd empty && HOME= prof version && XDG_CACHE_HOME=relative HOME= prof version');
    expect(readdirSync(`${home.path}/empty`)).toEqual([]);
  });
});

describe('prof.yaml', () => {
  it.each([
    ['__proto__: 1', 'prof.yaml:1: unknown setting __proto__'],
    ['limits:\n  constructor: 1', 'prof.yaml:1: '],
    ['['.repeat(20_000), 'prof.yaml:1: '],
    ['color: auto\n---\ncolor: auto', 'prof.yaml:2: a second document begins'],
  ])('is refused with its line (%#)', async (text, message) => {
    mkdirSync(`${home.path}/project`, { recursive: true });
    writeFileSync(`${home.path}/project/prof.yaml`, text);
    const { exitCode, stderr } = await shell('cd project && prof config');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/object Object|call stack|parseAllDocuments/);
  });

  it('that leads to itself is an error', async () => {
    mkdirSync(`${home.path}/circle`);
    symlinkSync('prof.yaml', `${home.path}/circle/prof.yaml`);
    expect(await shell('cd circle && prof config')).toMatchObject({ exitCode: expect.toBeOneOf([2, 5]) });
  });
});
