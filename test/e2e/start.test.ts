import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, OLD_NODE, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
afterAll(() => home.remove());

/** Lists every file of ours that a run loads, on stderr. */
const TRACE = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { if (url.startsWith('file:')) console.error('loaded ' + url); return next(url, context); } });
`)}`;

const FILE = `${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`;

async function loadedFiles(...args: string[]): Promise<string[]> {
  const { stderr } = await runProf(home.path, args, { env: { NODE_OPTIONS: `--import=${TRACE}` } });
  return [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path]) => path!);
}

describe('what a start loads', () => {
  const packages = JSON.parse(readFileSync(`${ROOT}dist/.packages.json`, 'utf8')) as Record<string, string[]>;

  it('is bin/run.js alone for --version', async () => {
    expect(await loadedFiles('--version')).toEqual([RUN_JS]);
  });

  it.each(['version', 'ls', 'services', 'config'])('is nothing heavy for prof %s', async (command) => {
    const files = (await loadedFiles(command)).map((path) => path.replace(`${ROOT}dist/`, ''));
    const outside = files.filter((file) => file.startsWith('/') && file !== RUN_JS);
    expect(outside).toEqual([]);
    expect(files.length).toBeGreaterThan(3);
    const heavy = ['ink', 'react', 'yaml', 're2js', 'p-limit', 'typescript'];
    const loaded = new Set(files.flatMap((file) => packages[file] ?? []));
    expect(heavy.filter((name) => loaded.has(name))).toEqual([]);
  });

  it.each([
    [['ls'], 17],
    [['top', FILE], 23],
    [['pprof', '-top', FILE], 15],
  ])('is few files for prof %s', async (args, most) => {
    const files = await loadedFiles(...args);
    expect(files.length).toBeGreaterThan(5);
    expect(files.length).toBeLessThanOrEqual(most);
  });

  it('is nothing of oclif for prof pprof', async () => {
    const files = (await loadedFiles('pprof', '-top', FILE)).map((path) => path.replace(`${ROOT}dist/`, ''));
    expect(files.flatMap((file) => packages[file] ?? [])).toEqual([]);
  });

  it('is not the prompt for prof pprof with a report', async () => {
    const names = (await loadedFiles('pprof', '-top', FILE)).map((path) =>
      path.slice(path.lastIndexOf('/') + 1),
    );
    expect(names.some((name) => name.startsWith('pprof'))).toBe(true);
    expect(names.filter((name) => /prompt|terminal/.test(name))).toEqual([]);
  });

  it('knows which packages are in the bundle', () => {
    expect(Object.values(packages).flat()).toContain('yaml');
  });
});

describe('an old Node.js', () => {
  it('hands over to the pinned one', async () => {
    const { stdout } = await execa(process.execPath, [`--import=${OLD_NODE}`, RUN_JS, 'version', '--json'], {
      env: cleanEnvironment(home.path),
      extendEnv: false,
    });
    expect(JSON.parse(stdout)).toMatchObject({ node: process.version });
  });

  it('passes on arguments, exit status and streams', async () => {
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [`--import=${OLD_NODE}`, RUN_JS, 'ls', '--since', ''],
      {
        env: cleanEnvironment(home.path),
        extendEnv: false,
        reject: false,
      },
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^prof: /);
  });

  it('says in one line what is needed where none is pinned', async () => {
    const folder = join(home.path, 'installed');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    copyFileSync(RUN_JS, join(folder, 'bin', 'run.js'));
    copyFileSync(`${ROOT}package.json`, join(folder, 'package.json'));
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [`--import=${OLD_NODE}`, join(folder, 'bin', 'run.js'), 'ls'],
      {
        reject: false,
      },
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(`prof: needs Node.js 22.2 or newer; this is v20.20.2 (${process.execPath})`);
  });
});

describe('the package', () => {
  it('installs in a clean prefix, with nothing beside it, and runs there', async () => {
    const clone = join(home.path, 'clone');
    for (const path of ['bin', 'dist', 'src', 'package.json', 'package-lock.json', 'oclif.manifest.json']) {
      cpSync(ROOT + path, join(clone, path), { recursive: true });
    }
    symlinkSync(`${ROOT}node_modules`, join(clone, 'node_modules'));
    const npm = (cwd: string, ...args: string[]) => execa('npm', [...args, '--loglevel=error'], { cwd });
    const before = readFileSync(join(clone, 'package.json'), 'utf8');
    const { stdout } = await npm(clone, 'pack', '--json');
    const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
    expect(readFileSync(join(clone, 'package.json'), 'utf8')).toBe(before);

    const places = new Set(
      files.map(({ path }: { path: string }) => path.replace(/^(dist\/[^/]+)\/.*$/, '$1/')),
    );
    expect([...places].filter((path) => !(path as string).startsWith('dist/')).sort()).toEqual(
      expect.arrayContaining(['bin/run.js', 'oclif.manifest.json', 'package.json']),
    );
    expect([...places].filter((path) => /^(src|test|node_modules)|\.ts$/.test(path as string))).toEqual([]);
    expect([...places]).toContain('dist/third-party-notice.txt');

    const prefix = join(home.path, 'prefix');
    await npm(home.path, 'install', '--global', '--offline', '--prefix', prefix, join(clone, filename));
    const installed = JSON.parse(readFileSync(join(prefix, 'lib/node_modules/prof/package.json'), 'utf8'));
    expect(Object.keys(installed).filter((key) => /ependencies$|scripts|private/.test(key))).toEqual([]);
    const { stdout: version } = await execa(join(prefix, 'bin', 'prof'), ['version', '--json'], {
      env: cleanEnvironment(home.path),
      extendEnv: false,
      cwd: '/',
    });
    expect(JSON.parse(version)).toMatchObject({ version: installed.version });
  });
});
