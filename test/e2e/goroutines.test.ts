import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const WAITERS = `${ROOT}fixtures/profiles/go-waiters/1.26/`;

beforeAll(() => {
  for (const name of ['goroutine.pb.gz', 'goroutine-later.pb.gz', 'panic.txt']) {
    copyFileSync(WAITERS + name, `${home.path}/${name}`);
  }
});
afterAll(() => home.remove());

describe('prof goroutines', () => {
  it('shows groups with their stacks', async () => {
    const { stdout, stderr, exitCode } = await runProf(home.path, ['goroutines', './panic.txt', '-n', '2']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toBe(
      `50 goroutines, 18 stacks

COUNT  SHARE  STATE         CREATED BY
    7  14.0%  chan send     main.startLeak
       main.leakySend  main.go:38
    7  14.0%  chan receive  main.startOthers and 1 more
       main.waitReceive  main.go:44
… 16 more stacks; --all shows them
`,
    );
  });

  it('says what a proto does not: states are inferred, creators not known', async () => {
    const { stdout } = await runProf(home.path, ['goroutines', './goroutine.pb.gz', '-n', '1', '--full']);
    expect(stdout).toContain('states are inferred from stacks\n');
    expect(stdout).toContain('STARTED AS\n    7  13.5%  chan send  main.leakySend\n');
    expect(stdout).toContain('       main.leakySend  example.com/prof/go-waiters/main.go:38\n');
  });

  it('finds what grew, and exits 1 where that is asked', async () => {
    const args = [
      'goroutines',
      './goroutine-later.pb.gz',
      '--base',
      './goroutine.pb.gz',
      '--focus',
      'main.[^m]',
    ];
    const plain = await runProf(home.path, args);
    expect(plain.exitCode).toBe(0);
    expect(plain.stdout.split('\n')[0]).toBe(
      'goroutines 50 → 55 (+5): stacks: 1 grew; most: main.leakySend +5 (chan send, started as main.leakySend)',
    );
    expect((await runProf(home.path, [...args, '--exit-code'])).exitCode).toBe(1);
    const swapped = ['goroutines', './goroutine.pb.gz', '--base', './goroutine-later.pb.gz', '--exit-code'];
    expect((await runProf(home.path, [...swapped, '--focus', 'leakySend'])).exitCode).toBe(0);
  });

  it('reads a dump from the store, where it is pprof, and picks the type of a service', async () => {
    await runProf(home.path, ['put', './panic.txt', '--service', 'shop', '--time', '2026-11-25T03:00:00Z']);
    const { stdout } = await runProf(home.path, ['ls', '--json', '--service', 'shop']);
    expect(JSON.parse(stdout).profiles).toMatchObject([{ type: 'goroutine', ext: 'pprof' }]);
    const shown = await runProf(home.path, ['goroutines', 'shop', '--lookback', '520w', '--by', 'creator']);
    expect(shown.stdout).toMatch(/7 +14\.0% +1 +main\.startLeak\n/);
  });

  it('refuses other profiles, and says what to do', async () => {
    copyFileSync(`${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`, `${home.path}/heap.pb.gz`);
    const { exitCode, stderr } = await runProf(home.path, ['goroutines', './heap.pb.gz']);
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/not a profile of goroutines: it measures alloc_objects, .*\n.*-t goroutine/);
  });

  it('prints names from outside safely', async () => {
    writeFileSync(
      `${home.path}/evil.txt`,
      'goroutine 1 [\x1b[2Jselect]:\nmain.\x1b]0;x\x07()\n\t/\u202e.go:1\n',
    );
    for (const more of [[], ['--by', 'state'], ['--base', './goroutine.pb.gz']]) {
      const { stdout, stderr } = await runProf(home.path, ['goroutines', './evil.txt', ...more]);
      expect(stdout + stderr).not.toMatch(/[\x1b\x07\u202e]/);
      expect(stdout).toContain('\\x1b');
    }
  });

  it('leaves prof pprof as it is: comments of debug=1 are not read', async () => {
    const file = `${WAITERS}goroutine.debug1.txt`;
    expect(readFileSync(file, 'utf8')).toContain('main.leakySend');
    const { stdout } = await runProf(home.path, ['pprof', '-top', file]);
    expect(stdout).toMatch(/52 +100% +100% +52 +100% +<unknown>\n$/);
    expect((await runProf(home.path, ['top', file])).stdout).toContain('main.leakySend');
  });
});
