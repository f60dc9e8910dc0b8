import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGoBuildInfo } from '../../src/adapters/processes/go-build-info.ts';
import { type SampleProgram, startProgram } from '../support/sample-program.ts';

const run = promisify(execFile);
const PROF = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../fixtures/programs/go-service/', import.meta.url));

let folder: string;
let source: string;
let commit: string;
const running: SampleProgram[] = [];

async function inSource(program: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, GOFLAGS: '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return (await run(program, args, { cwd: source, env })).stdout.trim();
}

const git = (...args: string[]) =>
  inSource('git', '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-go-build-'));
  source = join(folder, 'source');
  cpSync(PROGRAM, source, { recursive: true });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'first');
  await git('tag', 'v1.4.0');
  commit = await git('rev-parse', 'HEAD');
  await inSource('go', 'build', '-buildvcs=true', '-o', join(folder, 'released'), '.');
  await inSource('go', 'build', '-buildvcs=true', '-ldflags=-s -w', '-o', join(folder, 'stripped'), '.');
  await inSource('sh', '-c', 'echo "// changed" >> main.go');
  await inSource('go', 'build', '-buildvcs=true', '-buildmode=pie', '-o', join(folder, 'changed'), '.');
}, 300_000);

afterAll(async () => {
  await Promise.all(running.map((program) => program.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function captured(binary: string, ...flags: string[]): Promise<Record<string, string>> {
  const program = await startProgram(join(folder, binary), ['-workers', '1']);
  running.push(program);
  const url = program.firstLine.replace('listening on ', '');
  const env = { ...process.env, PROF_STORE: join(folder, 'store') };
  const prof = async (...args: string[]) =>
    JSON.parse((await run(process.execPath, [PROF, ...args, '--json'], { env })).stdout);
  await prof('capture', url, '-t', 'goroutine', '--service', binary, ...flags);
  const { profiles } = await prof('show', binary);
  const stamped = (profiles[0].profile.comments as string[]).filter((comment) =>
    comment.startsWith('# prof/git-commit='),
  );
  expect(stamped).toEqual([`# prof/git-commit=${profiles[0].metadata['git-commit']}`]);
  return profiles[0].metadata;
}

describe('the build of a Go program', () => {
  it.each(['released', 'stripped', 'changed'])('is read as go version -m reads it: %s', async (binary) => {
    const file = await open(join(folder, binary));
    const ours = await readGoBuildInfo(file).finally(() => file.close());
    const [, ...theirs] = (await inSource('go', 'version', '-m', join(folder, binary))).split('\n');
    const trimmed = (line: string) => line.trim();
    expect(ours?.trim().split('\n').map(trimmed)).toEqual(theirs.map(trimmed));
    expect(ours).toContain(`vcs.revision=${commit}`);
  });

  it('is kept with profiles of a program on this machine', async () => {
    const metadata = await captured('released');
    expect(metadata).toMatchObject({ 'git-commit': commit, 'service-version': 'v1.4.0' });
    expect(metadata).not.toHaveProperty('git-modified');
  });

  it('says that there were changes, which are no release', async () => {
    const metadata = await captured('changed');
    expect(metadata).toMatchObject({ 'git-commit': commit, 'git-modified': 'true' });
    expect(metadata).not.toHaveProperty('service-version');
  });

  it('loses to what the user says', async () => {
    const metadata = await captured(
      'stripped',
      '--label',
      'service-version=2',
      '--label',
      'git-commit=4f2a91c',
    );
    expect(metadata).toMatchObject({ 'service-version': '2', 'git-commit': '4f2a91c' });
  });
});
