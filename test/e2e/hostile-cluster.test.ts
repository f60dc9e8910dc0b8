import { readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { type PprofProgram, startPprofProgram } from '../support/stub-cluster/pprof-program.ts';
import { StubCluster } from '../support/stub-cluster/stub-cluster.ts';

/** C0 but the line feed, DEL, C1, bidirectional and zero-width characters: what may never reach a terminal. */
const FORBIDDEN = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

const home = temporaryFolder();
let cluster: StubCluster;
let program: PprofProgram;

/** As no real API server shows them, each hostile name in all places that a pod has for one. */
beforeAll(async () => {
  cluster = await new StubCluster({
    isAllowed: ({ resource, namespace }) => !(resource === 'pods' && namespace === 'locked'),
  }).start();
  program = await startPprofProgram();
  writeFileSync(`${home.path}/config`, cluster.kubeconfig(), { mode: 0o600 });
  for (const [i, name] of HOSTILE_NAMES.entries()) {
    const pod = `web-${i}`;
    cluster.add(
      podObject(pod, {
        labels: { group: 'all', 'app.kubernetes.io/name': name, [`x/${name}`]: name },
        annotations: annotationsOf(name),
        owners: [{ kind: name, name }],
        containers: [{ name, image: name, ports: [{ name, containerPort: 6060 }] }],
      }),
    );
    cluster.programs.set(`shop/${pod}`, new Map([[6060, { localPort: program.localPort }]]));
  }
  cluster.add(podObject('\x1b[2J../../x', { labels: { group: 'named' } }));
  cluster.add(podObject('silent', { labels: { group: 'silent' }, containers: [{ name: '\x1b[2J' }] }));
});
afterAll(async () => {
  program.close();
  await cluster.kill();
  home.remove();
});

function annotationsOf(name: string): Record<string, string> {
  return {
    'profiles.grafana.com/cpu.scrape': 'true',
    'profiles.grafana.com/cpu.port': name,
    'bolometer.io/enabled': 'true',
    'pyroscope.io/scrape': 'true',
    'pyroscope.io/port': name,
    'autopgo.scrape.path': `/${name}/../..`,
    'k9scli.io/port-forwards': `${name}::${name},${'x'.repeat(10_000)}`,
    'kubectl.kubernetes.io/default-container': name,
    [name]: name,
  };
}

const prof = (...args: string[]) =>
  runProf(home.path, args, {
    env: { KUBECONFIG: `${home.path}/config`, PROF_STORE: `file:${home.path}/outer/store` },
  });
const ALL = ['-l', 'group=all', '--max-pods', '1000', '--max-percent', '100', '--parallel', '20'];

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a cluster of hostile names', () => {
  it('is captured into the layout, and nowhere else', async () => {
    const run = await prof('capture', ...ALL, '-t', 'heap', '--ignore-safety');
    expect(run.stdout + run.stderr).not.toMatch(FORBIDDEN);
    expect([0, 4]).toContain(run.exitCode);
    const root = realpathSync(`${home.path}/outer/store`);
    const files = filesUnder(`${home.path}/outer`);
    expect(files.length).toBeGreaterThan(HOSTILE_NAMES.length);
    for (const file of files) {
      expect(realpathSync(file).startsWith(root + sep)).toBe(true);
      expect(file.slice(root.length)).not.toMatch(FORBIDDEN);
      // Day, service, name.
      const segments = realpathSync(file)
        .slice(root.length + 1)
        .split(sep);
      if (/-heap\.pprof$/.test(file)) expect(segments).toHaveLength(3);
    }
    const listed = await prof('ls');
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(listed.stdout).not.toMatch(FORBIDDEN);
  });

  it.each([
    ['capture', ...ALL, '-t', 'heap', '--dry-run', '--explain', '--exec'],
    ['resolve', ...ALL.slice(0, 4), '--exec'],
    ['capture', '-l', 'group=named', '-t', 'heap', '--ignore-safety'],
    ['capture', '-l', 'group=silent', '-t', 'heap', '--ignore-safety', '--exec'],
    ['capture', 'silent', '-t', 'heap', '-c', '\x1b[2J\u202e', '--ignore-safety'],
    ['doctor', 'kube', 'web-3', 'web-40', 'web-80', 'silent'],
    ['capture', 'web', '-n', 'locked'],
    ['capture', 'deploy/\x1b[2J'],
    ['capture', 'a\u202eb'],
    ['capture', '-l', 'x=\x1b[2J'],
    ['capture', 'web-1', '--port', '\x1b[2J', '--ignore-safety'],
    ['capture', 'web-1', '--path', '/\x1b[2J', '-t', 'heap', '--ignore-safety'],
    ['capture', 'web-1', '-n', '../../x'],
    ['capture', 'web-1', '--context', '\x1b[2J'],
    ['capture', 'web-1', '--as', 'a\r\nb'],
    ['capture', 'web-1', '--kubeconfig', '/\x1b[2J'],
  ])('keeps the terminal with prof %s %s %s', async (...args) => {
    const run = await prof(...args);
    expect(run.stdout + run.stderr).not.toMatch(FORBIDDEN);
    expect(run.exitCode).not.toBe(70);
    // Nothing that a name, or 10 kB of one, could flood it with.
    for (const line of run.stderr.split('\n')) expect(line.length).toBeLessThan(2000);
  });
});
