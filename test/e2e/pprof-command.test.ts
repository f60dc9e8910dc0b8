import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { decodePprof } from '../../src/profile/decode.ts';
import { generateMergeSource } from '../bench/generate-profile.ts';
import { PPROF_CASE_FOLDER } from '../support/pprof-cases.ts';
import { ProtoWriter } from '../support/proto-writer.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';

const cwd = fileURLToPath(PPROF_CASE_FOLDER);

describe('prof pprof speaks the flag syntax of Go and nothing of its own', () => {
  const home = temporaryFolder();
  afterAll(home.remove);
  const pprof = (...argv: string[]) => runProf(home.path, ['pprof', ...argv], { cwd });

  it.each([
    ['no arguments', []],
    ['no format', ['rich.pb']],
    ['a flag of other commands', ['-top', '--json', 'rich.pb']],
    ['an unknown flag', ['-nosuch', 'rich.pb']],
    ['a flag without its value', ['-top', '-focus']],
    ['a word for a number', ['-top', '-nodecount=ten', 'rich.pb']],
    ['a word for a boolean', ['-top=yes', 'rich.pb']],
    ['two formats', ['-top', '-raw', 'rich.pb']],
    ['a format that is not there', ['-disasm=main', 'rich.pb']],
    ['an empty file', ['-top', '/dev/null']],
    ['a folder', ['-top', '.']],
    ['a flag after the sources', ['-top', 'nosuch.pb', '-cum']],
  ])('%s ends with 2, nothing on stdout and no stack trace', async (_what, argv) => {
    const run = await pprof(...argv);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).not.toBe('');
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it('leaves out what cannot be read, the first of two too', async () => {
    const run = await pprof('-raw', 'nosuch.pb', 'rich.pb');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toBe(
      'nosuch.pb: stat nosuch.pb: no such file or directory\nFetched 1 source profiles out of 2\n',
    );
    expect(run.stdout).toBe((await pprof('-raw', 'rich.pb')).stdout);
  });

  it('merges files of many megabytes, on two threads', async () => {
    const file = join(home.path, 'large.pb.gz');
    writeFileSync(file, generateMergeSource(0));
    const times = 16;
    const merged = join(home.path, 'merged.pb');
    const run = await pprof('-proto', '-output', merged, ...Array.from({ length: times }, () => file));
    expect([run.exitCode, run.stderr]).toEqual([0, `Generating report in ${merged}\n`]);
    const [one, all] = [file, merged].map((path) => decodePprof(readFileSync(path)));
    expect(statSync(file).size * times).toBeGreaterThan(5e6);
    const sum = (values: Iterable<number | bigint>) => Array.from(values, Number).reduce((a, b) => a + b, 0);
    expect(all!.samples.values.map(sum)).toEqual(one!.samples.values.map((column) => times * sum(column)));
    expect(all!.samples.count).toBeLessThanOrEqual(one!.samples.count);
  });

  it.each(['-h', '-help', '--help'])('%s shows how to call it', async (flag) => {
    const run = await pprof(flag);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('usage: prof pprof');
  });

  it('takes one dash or two, = or the next word, and ends flags at --', async () => {
    const expected = await pprof('-top', '-nodecount=3', '-symbolize=none', 'rich.pb');
    expect(expected.exitCode).toBe(0);
    expect(await pprof('--top', '--nodecount', '0x3', '--symbolize', 'none', '--', 'rich.pb')).toEqual(
      expected,
    );
    expect(await pprof('-top=T', '-nodecount=7', '-nodecount=3', '-symbolize=no', 'rich.pb')).toEqual(
      expected,
    );
  });

  it('writes names byte for byte, as the profile has them', async () => {
    const name = Uint8Array.of(0x1b, 0x5b, 0x41, 0xff, 0xc3, 0x28, 0xe2, 0x80, 0xae);
    const profile = new ProtoWriter()
      .data(1, new ProtoWriter().int(1, 1).int(2, 2))
      .data(2, new ProtoWriter().packed(1, [1]).packed(2, [5]))
      .data(4, new ProtoWriter().int(1, 1).data(4, new ProtoWriter().int(1, 1)))
      .data(5, new ProtoWriter().int(1, 1).int(2, 3).int(3, 3))
      .data(6, '')
      .data(6, 'samples')
      .data(6, 'count')
      .data(6, name);
    const file = join(home.path, 'bytes.pb');
    writeFileSync(file, profile.finish());
    for (const argv of [
      ['pprof', '-top', file],
      ['top', file],
    ]) {
      const { stdout } = await execa(process.execPath, [RUN_JS, ...argv], {
        encoding: 'buffer',
        extendEnv: false,
        env: cleanEnvironment(home.path),
        stripFinalNewline: false,
      });
      expect(Buffer.from(stdout).subarray(-name.length - 1)).toEqual(Buffer.from([...name, 10]));
    }
  });

  it('ends quietly when the reader goes away', async () => {
    const child = spawn(process.execPath, [RUN_JS, 'pprof', '-raw', 'rich.pb', 'rich2.pb'], {
      cwd,
      env: cleanEnvironment(home.path),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  it('replaces the file that -output names, and writes through a device', async () => {
    const file = join(home.path, 'out.txt');
    writeFileSync(file, 'old');
    const toFile = await pprof('-top', `-output=${file}`, 'rich.pb');
    expect(toFile.stdout).toBe('');
    expect(toFile.stderr).toContain(`Generating report in ${file}`);
    const text = (await pprof('-top', 'rich.pb')).stdout;
    expect(readFileSync(file, 'utf8')).toBe(text);
    // Through a shell: here standard output is a socket, which cannot be opened by name.
    const piped = await execa(
      'sh',
      ['-c', '"$0" "$1" pprof -top -output=/dev/stdout rich.pb | cat', process.execPath, RUN_JS],
      {
        cwd,
        extendEnv: false,
        env: cleanEnvironment(home.path),
        stripFinalNewline: false,
      },
    );
    expect(piped.stdout).toBe(text);
  });
});
