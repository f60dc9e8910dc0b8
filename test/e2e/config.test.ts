import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const project = join(home.path, 'shop');
const inProject = join(project, 'src', 'deep');

beforeAll(() => {
  mkdirSync(inProject, { recursive: true });
  mkdirSync(join(project, '.git'));
  mkdirSync(join(home.path, '.config', 'prof'), { recursive: true });
});
afterAll(() => home.remove());

const run = (args: string[], env: Record<string, string> = {}) =>
  runProf(home.path, args, { cwd: inProject, env });
const userFile = (text: string) => writeFileSync(join(home.path, '.config', 'prof', 'config.yaml'), text);
const projectFile = (text: string) => writeFileSync(join(project, 'prof.yaml'), text);

describe('prof config', () => {
  it('shows what applies and where it came from', async () => {
    userFile('store: ~/profiles\nlimits:\n  samples: 5M\n');
    projectFile('color: never\n');
    const { stdout } = await run(['config', '--json', '--limit', 'stackFrames=10']);
    const { settings, files } = JSON.parse(stdout);
    expect(settings.filter((item: { source: string }) => item.source !== 'default')).toEqual([
      {
        key: 'store',
        value: `file:${home.path}/profiles`,
        source: 'user file',
        origin: `${home.path}/.config/prof/config.yaml:1`,
      },
      { key: 'color', value: 'never', source: 'project file', origin: `${project}/prof.yaml:1` },
      {
        key: 'limits.samples',
        value: 5_000_000,
        source: 'user file',
        origin: `${home.path}/.config/prof/config.yaml:3`,
      },
      { key: 'limits.stackFrames', value: 10, source: 'flag', origin: '--limit' },
    ]);
    expect(files).toEqual([`${project}/prof.yaml`, `${home.path}/.config/prof/config.yaml`]);
    const text = (await run(['config'], { PROF_STORE: '/elsewhere' })).stdout;
    expect(text).toMatch(/^store +file:\/elsewhere +environment: PROF_STORE$/m);
  });

  it("refuses a stranger's store until the folder is trusted", async () => {
    userFile('');
    projectFile('color: never\nstore: ./here\n');
    const refused = await run(['ls']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`${project}/prof.yaml:2: a project's file may not set store`);
    expect((await run(['config', 'trust', project])).exitCode).toBe(0);
    expect((await run(['config'])).stdout).toContain(`file:${project}/here`);
    expect((await run(['config', 'trust', project, '--revoke'])).exitCode).toBe(0);
    expect((await run(['ls'])).exitCode).toBe(2);
    projectFile('');
  });

  it('names file and line of a mistake', async () => {
    userFile('# mine\nstore: [a\n');
    const { exitCode, stdout } = await run(['ls', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'CONFIG_INVALID', details: { line: 3 } });
    userFile('');
  });

  it('does not write to a read-only store', async () => {
    userFile(`environments:\n  archive:\n    store: ${home.path}/archive\n    readOnly: true\n`);
    const put = ['put', `${ROOT}fixtures/pprof-oracle/in/rich.pb`, '--service', 'checkout'];
    const { exitCode, stderr } = await run([...put, '--env', 'archive']);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`the configuration marks file:${home.path}/archive as read-only`);
    expect((await run([...put, '--store', join(home.path, 'archive')])).exitCode).toBe(5);
    expect((await run([...put, '--store', join(home.path, 'other')])).exitCode).toBe(0);
    expect((await run(['config', '--store', join(home.path, 'archive')])).stdout).toContain(
      'marked as read-only',
    );
    userFile('');
  });

  it('goes without a file that is no file', async () => {
    mkdirSync(join(inProject, 'prof.yaml'));
    const { exitCode, stderr } = await run(['ls']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('prof.yaml is not a file');
  });
});
