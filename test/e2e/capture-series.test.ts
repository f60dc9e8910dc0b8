import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { type PprofProgram, startPprofProgram } from '../support/stub-cluster/pprof-program.ts';
import { TerminalSession } from '../support/terminal.ts';

const home = temporaryFolder();
const schemas = documentedSchemas();
let program: PprofProgram;
let url = '';
beforeAll(async () => {
  program = await startPprofProgram();
  url = `http://127.0.0.1:${program.localPort}`;
});
afterAll(() => {
  program.close();
  home.remove();
});

const capture = (...args: string[]) => runProf(home.path, ['capture', ...args]);

describe('prof capture --every', () => {
  it('prints all runs as one document, or each as a line', async () => {
    const twice = [url, '-t', 'heap', '--every', '1s', '--for', '2s'];
    const { exitCode, stdout } = await capture(...twice, '--service', 'shop', '--json');
    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout);
    expect(disagreements(document, schemas.get('prof.capture.series.v1')!)).toEqual([]);
    expect(document).toMatchObject({ everySeconds: 1, forSeconds: 2 });
    // On a busy machine a run may take longer than a second, and the next one is missed.
    const stamps = new Set(document.runs.map(({ run }: { run: string }) => run));
    expect(stamps.size + document.missedRuns).toBe(2);
    const lines = (await capture(...twice, '--service', 'lines', '--jsonl')).stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(disagreements(JSON.parse(line), schemas.get('prof.capture.v1')!)).toEqual([]);
    }
    for (const [service, count] of [
      ['shop', stamps.size],
      ['lines', lines.length],
    ] as const) {
      const listed = JSON.parse((await runProf(home.path, ['ls', '--service', service, '--json'])).stdout);
      expect(listed.profiles).toHaveLength(count);
    }
  });

  it('ends with 4 where something failed, and with its status where nothing was kept', async () => {
    const often = ['--every', '1s', '--for', '2s'];
    const partly = await capture(url, '-t', 'heap,nope', ...often);
    expect(partly.exitCode).toBe(4);
    expect(partly.stderr).toContain('warning: nope failed');
    const all = await capture('http://127.0.0.1:1', '-t', 'heap', ...often, '--json');
    expect(all.exitCode).toBe(6);
    expect(JSON.parse(all.stdout)).toMatchObject({ schema: 'prof.error.v1', code: 'UNREACHABLE' });
  });

  it.each([
    [['--every', 'soon'], '--every wants a duration, not soon'],
    [['--every', '100ms'], 'at least 1s'],
    [['--every', '1m', '--for', '0'], '--for wants a duration'],
    [['--for', '1h'], '--every'],
    [['--every', '1m', '-o', 'file.pb.gz'], 'is one file, and --every makes many'],
    [['--every', '1m', '-o', '-'], 'takes one profile, and --every makes many'],
    [['--jsonl', '-o', '-'], '-o - and --jsonl both want standard output'],
    [['--jsonl', '--json'], '--json'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr, stdout } = await capture(url, '-t', 'heap', ...args);
    expect(exitCode).toBe(2);
    expect(stderr + stdout).toContain(message);
  });

  it('waits in sight, and keeps what it has on Ctrl-C', async () => {
    const session = new TerminalSession({
      file: process.execPath,
      args: [RUN_JS, 'capture', url, '-t', 'heap', '--service', 'long', '--every', '1h'],
      env: cleanEnvironment(home.path),
      cwd: home.path,
      columns: 80,
    });
    await session.see(/run 2 at \d\d:\d\d:\d\d UTC, in \d+ s; Ctrl-C ends the series/);
    session.type('\x03');
    expect(await session.ended).toBe(130);
    expect(session.text).toMatch(/-heap\.pprof/);
    const listed = JSON.parse((await runProf(home.path, ['ls', '--service', 'long', '--json'])).stdout);
    expect(listed.profiles).toHaveLength(1);
  });

  it('prints its document also when it is stopped', async () => {
    const args = ['capture', url, '-t', 'heap', '--service', 'stopped', '--every', '1h', '--json'];
    const child = execa(process.execPath, [RUN_JS, ...args], {
      reject: false,
      extendEnv: false,
      cwd: home.path,
      env: cleanEnvironment(home.path),
    });
    for await (const line of child.iterable({ from: 'stderr' })) {
      if (!line.includes('heap kept')) continue;
      child.kill('SIGINT');
      break;
    }
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    const document = JSON.parse(stdout);
    expect(disagreements(document, schemas.get('prof.capture.series.v1')!)).toEqual([]);
    expect(document.runs).toHaveLength(1);
  });
});
