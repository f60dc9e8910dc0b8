import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeProfile } from '../../src/formats/registry.ts';
import { compareGoroutines } from '../../src/goroutines/compare-goroutines.ts';
import type { GoroutineGroup } from '../../src/goroutines/group-goroutines.ts';
import { listGoroutines } from '../../src/goroutines/list-goroutines.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { type SampleProgram, startProgram } from '../support/sample-program.ts';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../../fixtures/programs/go-waiters/', import.meta.url));
const FORMS = ['goroutine', 'goroutine?debug=1', 'goroutine?debug=2'];
const TEXTS = ['goroutine', 'heap', 'allocs', 'threadcreate', 'block', 'mutex'];

let folder: string;
let program: SampleProgram;
let url: string;

const environment = { ...process.env, GOFLAGS: '', CGO_ENABLED: '0', TZ: 'UTC' };

async function get(path: string): Promise<Buffer> {
  const response = await fetch(`${url}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

const profileOf = async (form: string): Promise<Profile> => decodeProfile(await get(`/debug/pprof/${form}`));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-go-'));
  cpSync(PROGRAM, join(folder, 'source'), { recursive: true });
  const options = { cwd: join(folder, 'source'), env: environment };
  await run('go', ['build', '-trimpath', '-o', join(folder, 'go-waiters'), '.'], options);
  program = await startProgram(join(folder, 'go-waiters'), []);
  url = program.firstLine.replace('listening on ', '');
}, 300_000);

afterAll(async () => {
  await program?.stop();
  await rm(folder, { recursive: true });
});

/** Goroutines of the program by the function that they begin with, and its own word for how many there should be. */
async function countsOf(profile: Profile): Promise<Record<string, number>> {
  const { groups } = await listGoroutines(profile, {});
  const counts: Record<string, number> = {};
  for (const { frames, count } of groups) {
    const names = frames.map((frame) => frame.function);
    const start = names.filter((name) => /^main\.(?!main|serve)/.test(name)).at(-1);
    if (start !== undefined) counts[start] = (counts[start] ?? 0) + Number(count);
  }
  return counts;
}

async function told(): Promise<Record<string, number>> {
  const {
    'main.takeFrom': takers,
    'main.waitDeep': deep,
    ...others
  } = JSON.parse((await get('/counts')).toString());
  return { ...others, 'main.takeFromQueue': takers, deep };
}

describe('a Go program whose goroutines wait', () => {
  it.each(FORMS)('%s: as many as it says itself', async (form) => {
    // The deepest stack is cut in another place by each form.
    const { deep, ...expected } = await told();
    const {
      'main.recurse': cut = 0,
      'main.waitDeep': whole = 0,
      ...found
    } = await countsOf(await profileOf(form));
    expect(found).toEqual(expected);
    expect(cut + whole).toBe(deep);
  });

  it('gives equal groups in all forms', async () => {
    const shownOf = async (form: string) => {
      const { groups } = await listGoroutines(await profileOf(form), {
        focus: '^main\\.',
        ignore: '^main\\.recurse',
      });
      return groups.map(lineOf).sort();
    };
    const proto = await shownOf(FORMS[0]!);
    expect(proto.length).toBeGreaterThan(15);
    for (const form of FORMS.slice(1)) expect(await shownOf(form)).toEqual(proto);
  });

  it('tells what leaked in between, from any form to any', async () => {
    const before = await Promise.all(FORMS.map(profileOf));
    await get('/leak?n=3');
    const after = await Promise.all(FORMS.map(profileOf));
    for (const base of before) {
      for (const target of after) {
        const { changes } = await compareGoroutines(base, target, {
          focus: '^main\\.',
          ignore: '^main\\.recurse',
        });
        expect(changes.map(({ change, group }) => [change, group.frames[0]!.function])).toEqual([
          [3, 'main.leakySend'],
        ]);
      }
    }
  });

  it.each(TEXTS)('%s?debug=1: the sums of go tool pprof', async (type) => {
    const text = await get(`/debug/pprof/${type}?debug=1`);
    const file = join(folder, `${type}.txt`);
    await writeFile(file, text);
    const { stdout } = await run('go', ['tool', 'pprof', '-raw', file], { cwd: folder, env: environment });
    const samples = stdout.slice(stdout.indexOf('Samples:'), stdout.indexOf('\nLocations'));
    const rows = [...samples.matchAll(/^ *(-?\d+(?: +-?\d+)*):/gm)].map(([, values]) =>
      values!.trim().split(/ +/).map(BigInt),
    );
    const { samples: read } = await decodeProfile(text);
    expect(read.values.map((column) => Array.from(column, BigInt))).toEqual(
      read.values.map((_, type) => rows.map((row) => row[type])),
    );
  });

  it('prints all of its stacks when it gets SIGQUIT', async () => {
    const dying = await startProgram(join(folder, 'go-waiters'), []);
    process.kill(dying.pid, 'SIGQUIT');
    await dying.exited;
    await dying.printed('rflags');
    const file = join(folder, 'quit.txt');
    await writeFile(file, dying.output());
    const found = await countsOf(await decodeProfile(await readFile(file)));
    expect(found).toMatchObject({ 'main.leakySend': 7, 'main.waitMutex': 6, 'main.waitSelect': 5 });
  });
});

const lineOf = ({ count, frames }: GoroutineGroup): string =>
  `${count} ${frames.map((frame) => `${frame.function.replace(/\[.*\]/, '[...]')}:${frame.line}`).join(' ')}`;
