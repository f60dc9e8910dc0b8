import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

interface Manifest {
  readonly commands: Record<
    string,
    { readonly summary?: string; readonly flags: Record<string, { summary?: string; hidden?: boolean }> }
  >;
}

const { commands } = JSON.parse(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8')) as Manifest;
const all = Object.keys(commands).map((id) => [id.replaceAll(':', ' '), id] as const);
/** `prof pprof` speaks Go's command line, not ours. */
const ours = all.filter(([words]) => words !== 'pprof');

const home = temporaryFolder();
afterAll(() => home.remove());

const run = (...args: string[]) => runProf(home.path, args);

describe.each(ours)('prof %s', (words, id) => {
  const argv = words.split(' ');

  it('explains itself, with examples', async () => {
    const { exitCode, stdout, stderr } = await run(...argv, '--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(commands[id]!.summary!.split(' ')[0]);
    for (const section of ['USAGE', 'EXAMPLES', 'GLOBAL FLAGS']) expect(stdout).toContain(`\n${section}\n`);
    expect(stdout).toMatch(new RegExp(`EXAMPLES\\n(.*\\n)*.*prof ${words}\\b`));
    const unexplained = Object.entries(commands[id]!.flags).filter(
      ([, flag]) => !flag.hidden && !flag.summary,
    );
    expect(unexplained.map(([name]) => name)).toEqual([]);
  });

  it('refuses an unknown flag with a suggestion', async () => {
    const { exitCode, stdout, stderr } = await run(...argv, '--quite');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(`prof: unknown flag --quite\n  did you mean --quiet?\n  see prof ${words} --help\n`);
  });

  it('prints exactly one JSON document on failure too', async () => {
    const { exitCode, stdout, stderr } = await run(...argv, '--json', '--quite');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      schema: 'prof.error.v1',
      code: 'USAGE',
      exitCode: 2,
      message: 'unknown flag --quite',
      hints: ['did you mean --quiet?', `see prof ${words} --help`],
      details: {},
    });
  });

  it("names the flag for kubectl's -o json", async () => {
    const { exitCode, stdout, stderr } = await run(...argv, '-o', 'json');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('use --json\n');
  });
});

describe('prof', () => {
  it('shows help and fails without a command', async () => {
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(2);
    for (const [words] of all.filter(([item]) => !item.includes(' ')))
      expect(stdout).toMatch(new RegExp(`^  ${words} `, 'm'));
    expect(stdout).toContain('EXIT CODES');
  });

  it.each([['--help'], ['-h'], ['help']])('shows help for %s', async (word) => {
    const { exitCode, stdout } = await run(word);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('COMMANDS');
  });

  it('shows help of one command in three ways', async () => {
    const texts = [];
    for (const argv of [
      ['help', 'ls'],
      ['ls', '--help'],
      ['ls', '-h'],
    ])
      texts.push((await run(...argv)).stdout);
    expect(new Set(texts).size).toBe(1);
  });

  it('tells its version before anything else is loaded', async () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    expect(await run('--version')).toMatchObject({ exitCode: 0, stdout: `prof ${version}\n`, stderr: '' });
    const { stdout } = await run('version', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'prof.version.v1',
      version,
      node: process.version,
    });
  });

  it('suggests a command', async () => {
    const { exitCode, stdout, stderr } = await run('sl');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe('prof: prof has no command sl\n  did you mean prof ls?\n  see prof --help\n');
  });

  it('wants the command before the flags', async () => {
    const { exitCode, stdout } = await run('--json', 'ls');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'prof.error.v1', code: 'USAGE' });
  });

  it('does not wait for standard input to provide an argument', async () => {
    const { exitCode, stderr } = await runProf(home.path, ['autocomplete'], { isInputOpen: true });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('missing argument');
  });
});
