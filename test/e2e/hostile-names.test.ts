import { readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { ProfError } from '../../src/kit/errors.ts';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';

/** C0 but the line feed, DEL, C1, bidirectional and zero-width characters: what may never reach a terminal. */
const FORBIDDEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

const home = temporaryFolder();
const storeFolder = join(home.path, 'outer', 'store');
const file = join(home.path, 'hostile.pb');
const other = join(home.path, 'other.pb');
const RUNS_AT_ONCE = 2;

beforeAll(async () => {
  writeFileSync(file, hostileProfile(1));
  writeFileSync(other, hostileProfile(3));
  const store = createDiskStore(`file:${storeFolder}`);
  for (const [i, service] of HOSTILE_NAMES.entries()) {
    try {
      await storeProfile(
        {
          service,
          type: 'cpu',
          ext: 'pprof',
          runMs: Date.UTC(2026, 0, 15, 12, 0, i % 60),
          pod: service,
          podsInRun: 2,
          bytes: hostileProfile(1),
          metadata: { 'pod-name': service, [`pod-label-${service}`]: service },
        },
        { store },
      );
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
    }
  }
}, 60_000);

afterAll(() => home.remove());

/** Each hostile name as function, file, object file, label key, label text, unit and comment. */
function hostileProfile(weight: number): Uint8Array {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    comments: HOSTILE_NAMES,
    docUrl: HOSTILE_NAMES[5]!,
  });
  for (const [i, name] of HOSTILE_NAMES.entries()) {
    const mapping = builder.addMapping({ file: name, buildId: name });
    const added = builder.addFunction({ name, filename: name });
    const location = builder.addLocation({
      mapping,
      address: BigInt(i + 1),
      lines: [{ function: added, line: i }],
    });
    builder.addSample(
      [location],
      [weight * (i + 1), weight * (i + 1) * 10_000_000],
      [
        { key: name, str: name },
        { key: name, num: i + 1, unit: name },
      ],
    );
  }
  return encodePprof(builder.build());
}

/** What the command writes to a terminal with colours off, carriage returns of the terminal's line discipline aside. */
async function onTerminal(...args: string[]): Promise<{ exitCode: number; shown: string }> {
  const session = new TerminalSession({
    file: process.execPath,
    args: [RUN_JS, ...args],
    env: { ...cleanEnvironment(home.path), NO_COLOR: '1', PROF_PAGER: '' },
    cwd: home.path,
    columns: 200,
  });
  const exitCode = await session.ended;
  // The live line of a transfer is ours: it goes back to its beginning, and is erased.
  return { exitCode, shown: session.raw.replaceAll('\r\n', '\n').replaceAll('\r\x1b[2K', '') };
}

describe('two hundred hostile names', () => {
  it('are two hundred', () => {
    expect(new Set(HOSTILE_NAMES).size).toBe(200);
  });

  it.each([
    ['top', file, '-n', '0', '--nodefraction', '0'],
    ['top', file, '--granularity', 'lines'],
    ['top', file, '--tagroot', 'a'],
    ['top', file, '--diff-base', other],
    ['raw', file],
    ['tree', file, '--no-trim'],
    ['peek', '.', file],
    ['list', '.', file],
    ['traces', file],
    ['tags', file],
    ['comments', file],
    ['pprof', '-top', file],
    ['pprof', '-dot', '-trim=false', file],
    ['pprof', '-callgrind', file],
    ['pprof', '-raw', file],
    ['diff', file, other, '--all'],
    ['diff', file, other, '--text'],
    ...['--markdown', '--junit', '--sarif', '--github'].map((form) => [
      ...['diff', file, other, '--fail-on', 'any>+1%', '--share-floor', '0', '--absolute'],
      form,
    ]),
    ['ls', '--store', storeFolder],
    ['ls', '--store', storeFolder, '--csv'],
    ['services', '--store', storeFolder],
    ['show', file],
    ['rm', '--store', storeFolder, '--dry-run', '--lookback', '99999d', 'main.main'],
    ['put', file, '--service', 'x', '--type', 'cpu'],
    ['get', '--store', storeFolder, '--lookback', '99999d', 'main.main', '-o', join(home.path, 'copies')],
    ['config'],
    ['top', file, '--json'],
    ['ls', '--store', storeFolder, '--json'],
  ])('send no control byte to a terminal: prof %s %s %s %s', async (...args) => {
    const { exitCode, shown } = await onTerminal(...args.filter((each) => each !== undefined));
    expect({ exitCode, shown: shown.length }).toEqual({
      exitCode: args.includes('--fail-on') ? 1 : 0,
      shown: expect.any(Number),
    });
    expect(shown.length).toBeGreaterThan(0);
    expect(FORBIDDEN.exec(shown)).toBeNull();
  });

  it('leave the store nowhere', () => {
    expect(readdirSync(join(home.path, 'outer'))).toEqual(['store']);
    const entries = readdirSync(storeFolder, { recursive: true, withFileTypes: true });
    const profiles = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.pprof'));
    expect(profiles.length).toBeGreaterThan(190);
    for (const entry of entries) {
      expect(realpathSync(join(entry.parentPath, entry.name)).startsWith(`${storeFolder}/`)).toBe(true);
    }
  });

  it('are found again under the names that ls prints', async () => {
    const { stdout } = await runProf(home.path, ['ls', '--store', storeFolder, '--json']);
    const { profiles } = JSON.parse(stdout as string) as { profiles: { service: string; key: string }[] };
    expect(profiles.length).toBeGreaterThan(190);
    const { exitCode } = await runProf(home.path, [
      'show',
      '--store',
      storeFolder,
      `store:${profiles[7]!.key}`,
    ]);
    expect(exitCode).toBe(0);
  });

  it('as arguments end with a clean message', async () => {
    const uses = [
      (name: string) => ['ls', '--store', storeFolder, '--service', name],
      (name: string) => ['top', '--store', storeFolder, `./${name}`],
      (name: string) => ['show', '--store', storeFolder, `store:${name}`],
      (name: string) => ['put', file, '--store', join(home.path, 'puts', 'store'), '--service', name],
    ];
    const limit = pLimit(RUNS_AT_ONCE);
    const names = HOSTILE_NAMES.filter((name) => !name.includes('\0'));
    await Promise.all(
      names.map((name, i) =>
        limit(async () => {
          const { exitCode, stderr, stdout } = await runProf(home.path, uses[i % uses.length]!(name));
          expect({ name, exitCode }).toEqual({ name, exitCode: expect.toBeOneOf([0, 2, 3, 5, 7]) });
          expect(FORBIDDEN.exec(stderr as string)).toBeNull();
          expect(FORBIDDEN.exec(stdout as string)).toBeNull();
        }),
      ),
    );
  });

  it('put from arguments stays inside its store', () => {
    expect(readdirSync(join(home.path, 'puts'))).toEqual(['store']);
  });
});
