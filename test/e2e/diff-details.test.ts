import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const GO = `${ROOT}fixtures/profiles/go/1.26`;
const WAITERS = `${ROOT}fixtures/profiles/go-waiters/1.26`;
const home = temporaryFolder();
afterAll(() => home.remove());

const run = (...args: string[]) => runProf(home.path, args);
const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).stdout);

describe('prof diff of goroutines', () => {
  it('names what grew as the program itself counted it', async () => {
    const counts = (name: string): Record<string, number> =>
      JSON.parse(readFileSync(`${WAITERS}/${name}.json`, 'utf8'));
    const before = counts('counts');
    const after = counts('counts-later');
    const grown = Object.keys(after).filter((name) => after[name]! > (before[name] ?? 0));
    const { leakCandidates } = await json(
      'diff',
      `${WAITERS}/goroutine.pb.gz`,
      `${WAITERS}/goroutine-later.pb.gz`,
    );
    const found = leakCandidates.map((each: { origins: { function: string }[]; change: number }) => [
      each.origins[0]!.function,
      each.change,
    ]);
    expect(found).toEqual(grown.map((name) => [name, after[name]! - (before[name] ?? 0)]));
    expect(found.length).toBeGreaterThan(0);
  });

  it('prints what docs/json.md says', async () => {
    const schema = documentedSchemas().get('prof.diff.v1')!;
    for (const [base, target] of [
      [`${WAITERS}/goroutine.debug2.txt`, `${WAITERS}/goroutine-later.debug2.txt`],
      [`${GO}/heap.pb.gz`, `${GO}/allocs.pb.gz`],
    ] as const) {
      expect(disagreements(await json('diff', base, target), schema)).toEqual([]);
    }
  });

  it('says who created them, where a dump tells', async () => {
    const pair = [`${WAITERS}/goroutine.debug2.txt`, `${WAITERS}/goroutine-later.debug2.txt`];
    const { stdout } = await run('diff', ...pair, '-n', '1');
    expect(stdout).toContain(
      [
        'BASE  TARGET  CHANGE  STATE      CREATED BY',
        '   7      12      +5  chan send  main.startLeak',
        '       main.leakySend',
      ].join('\n'),
    );
  });

  it('says that nothing grew', async () => {
    const { stdout } = await run('diff', `${WAITERS}/goroutine-later.pb.gz`, `${WAITERS}/goroutine.pb.gz`);
    expect(stdout).toContain('leak candidates: none; no stack has more goroutines than before\n');
  });
});

describe('prof diff of heaps', () => {
  it('tells live from allocated with the sums of the reports', async () => {
    const base = `${GO}/heap.pb.gz`;
    const target = `${GO}/allocs.pb.gz`;
    const { heap } = await json('diff', base, target);
    for (const [side, file] of [
      ['base', base],
      ['target', target],
    ] as const) {
      const totalOf = async (type: string) => (await json('top', file, '--sample-index', type)).total;
      expect([heap.live[side], heap.allocated[side]]).toEqual([
        await totalOf('inuse_space'),
        await totalOf('alloc_space'),
      ]);
    }
    const { stdout } = await run('diff', base, target);
    expect(stdout).toMatch(/^live {7}\+[\d.]+kB \(.* → .*\), what is held\nallocated {2}\+/m);
    expect(stdout).toContain('allocates and holds more\n');
  });

  it('says where allocations count from two starts', async () => {
    const { stdout } = await run('diff', `${GO}/heap.pb.gz`, `${GO}/heap-delta.pb.gz`);
    expect(stdout).toContain('two processes, maybe of unlike age; heap:delta has none\n');
  });

  it('says nothing of the kind for other profiles, pprof texts and CSV', async () => {
    const cpu = await json('diff', `${GO}/cpu.pb.gz`, `${GO}/cpu-later.pb.gz`);
    expect([cpu.heap, cpu.leakCandidates]).toEqual([null, null]);
    for (const flag of ['--text', '--csv']) {
      const { stdout } = await run('diff', `${GO}/heap.pb.gz`, `${GO}/allocs.pb.gz`, flag);
      expect(stdout).not.toContain('what is held');
    }
  });
});
