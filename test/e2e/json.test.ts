import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const schemas = documentedSchemas();
const home = temporaryFolder();
const file = `${home.path}/a.pb`;
const later = `${home.path}/b.pb`;

beforeAll(async () => {
  writeFileSync(file, sampleProfile(1n, 1));
  writeFileSync(later, sampleProfile(3n, 2));
  await runProf(home.path, [
    'put',
    file,
    '--service',
    'checkout',
    '--type',
    'cpu',
    '--pod',
    'checkout-7d8f9c5b6d-x2k4p',
  ]);
  mkdirSync(`${home.path}/old/shop/checkout-0/20240115-120000`, { recursive: true });
  copyFileSync(file, `${home.path}/old/shop/checkout-0/20240115-120000/cpu.pprof`);
  await runProf(home.path, ['put', later, '--service', 'checkout', '--type', 'cpu']);
});

afterAll(() => home.remove());

/** Labels of both kinds, a comment, values beyond 2^53, a location without a mapping. */
function sampleProfile(weight: bigint, day: number): Uint8Array {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    period: 10_000_000,
    timeNanos: BigInt(Date.now() - day * 60_000) * 1_000_000n,
    durationNanos: 10_000_000_000,
    comments: ['recorded by a test'],
  });
  const mapping = builder.addMapping({ file: '/bin/shop', start: 0x1000n, limit: 0x2000n });
  const main = builder.addFunction({ name: 'main.main', filename: 'main.go', startLine: 3 });
  const parse = builder.addFunction({ name: 'main.parse', filename: 'parse.go' });
  const root = builder.addLocation({ mapping, address: 0x1010n, lines: [{ function: main, line: 7 }] });
  const leaf = builder.addLocation({ lines: [{ function: parse, line: 9 }] });
  builder.addSample(
    [leaf, root],
    [weight, weight * 2n ** 60n],
    [
      { key: 'tenant', str: 'a' },
      { key: 'bytes', num: 64, unit: 'bytes' },
    ],
  );
  builder.addSample([root], [5, 50]);
  return encodePprof(builder.build());
}

const WAITERS = `${ROOT}fixtures/profiles/go-waiters/1.26/`;
const GOROUTINES = `${WAITERS}goroutine.debug1.txt`;
const LATER_GOROUTINES = `${WAITERS}goroutine-later.debug2.txt`;

/** Every schema with a command line that prints it. */
const PRINTED: readonly (readonly [string, ...string[]])[] = [
  ['prof.error.v1', 'top', 'chekout'],
  ['prof.version.v1', 'version'],
  ['prof.ls.v1', 'ls'],
  ['prof.services.v1', 'services'],
  ['prof.show.v1', 'show', 'checkout'],
  ['prof.get.v1', 'get', 'checkout', '-o', 'copies/'],
  ['prof.convert.v1', 'convert', file, '-o', `${home.path}/a.folded`],
  ['prof.merge.v1', 'merge', file, later, '-o', `${home.path}/merged.pb.gz`],
  ['prof.flame.v1', 'flame', file, '-o', `${home.path}/a.svg`],
  ['prof.put.v1', 'put', file, '--service', 'other', '--type', 'cpu'],
  ['prof.doctor.store.v1', 'doctor', 'store'],
  ['prof.migrate.v1', 'migrate', `${home.path}/old`, '--dry-run'],
  ['prof.rm.v1', 'rm', 'checkout', '--dry-run'],
  ['prof.cp.v1', 'cp', 'checkout', './copy'],
  ['prof.sync.v1', 'sync', 'store:', './copy'],
  ['prof.prune.v1', 'prune', '--keep-last', '0', '--dry-run'],
  ['prof.capture.v1', 'capture', 'http://127.0.0.1:9', '--dry-run'],
  ['prof.top.v1', 'top', file, '--diff-base', later],
  ['prof.top.each.v1', 'top', '--each', 'checkout', file],
  ['prof.tree.v1', 'tree', file, '--diff-base', later],
  ['prof.peek.v1', 'peek', 'parse', file],
  ['prof.list.v1', 'list', '.', file],
  ['prof.traces.v1', 'traces', file],
  ['prof.tags.v1', 'tags', file],
  ['prof.comments.v1', 'comments', file],
  ['prof.raw.v1', 'raw', file],
  ['prof.goroutines.v1', 'goroutines', GOROUTINES],
  ['prof.goroutines.sums.v1', 'goroutines', GOROUTINES, '--by', 'state'],
  ['prof.goroutines.diff.v1', 'goroutines', LATER_GOROUTINES, '--base', GOROUTINES],
  ['prof.diff.v1', 'diff', file, later],
  ['prof.diff.v1', 'diff', file, later, '--fail-on', 'any>+1%', '--fail-on', 'total>+1%'],
  ['prof.diff.v1', 'diff', `${home.path}/[ab].pb`, later, '--fail-on', 'flat(main)>+1%'],
  ['prof.trend.v1', 'trend', 'checkout'],
  ['prof.config.v1', 'config'],
  ['prof.config.trust.v1', 'config', 'trust', '.'],
  ['prof.autocomplete.v1', 'autocomplete', 'bash'],
];

/** Printed by what takes longer, or a server: the demo has tests of its own, buckets' rules have theirs among the peers, pods in pods.test.ts. */
const ELSEWHERE = [
  'prof.resolve.v1',
  'prof.doctor.kube.v1',
  'prof.demo.v1',
  // By capture-series.test.ts.
  'prof.capture.series.v1',
  'prof.lifecycle.get.v1',
  'prof.lifecycle.set.v1',
  'prof.lifecycle.rm.v1',
];

describe('docs/json.md', () => {
  it.each(PRINTED)('%s is what prof %s prints', async (name, ...args) => {
    writeFileSync(`${home.path}/prof.yaml`, '');
    const { stdout } = await runProf(home.path, [...args, '--json']);
    const document = JSON.parse(stdout as string) as { schema: string };
    expect(document.schema).toBe(name);
    expect(disagreements(document, schemas.get(name)!)).toEqual([]);
  });

  it('describes every schema, and no other', () => {
    const printed = [...new Set([...PRINTED.map(([name]) => name), ...ELSEWHERE])];
    expect([...schemas.keys()].toSorted()).toEqual(printed.toSorted());
  });

  it('has a schema for every command of the manifest', () => {
    const { commands } = JSON.parse(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8')) as {
      commands: object;
    };
    // Screens, and what speaks another program's language, have none.
    const printing = Object.keys(commands).filter((id) => id !== 'pprof' && id !== 'dash');
    const described = printing.map((id) => `prof.${id.replaceAll(':', '.')}.v1`);
    expect(described.filter((name) => !schemas.has(name))).toEqual([]);
  });

  it('writes large values as decimal strings', async () => {
    const { stdout } = await runProf(home.path, ['raw', file, '--json']);
    const { samples } = JSON.parse(stdout as string) as { samples: { values: unknown[] }[] };
    expect(samples[0]!.values).toEqual([1, '1152921504606846976']);
  });
});
