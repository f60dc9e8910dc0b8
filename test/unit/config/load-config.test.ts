import { describe, expect, it } from 'vitest';
import { type Config, type LoadConfigOptions, loadConfig } from '../../../src/config/load-config.ts';
import { trustFolder } from '../../../src/config/trust.ts';
import type { ProfError } from '../../../src/kit/errors.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';
import { memoryConfigFiles } from '../../support/memory-config-files.ts';

const USER_FILE = '/home/ann/.config/prof/config.yaml';
const PROJECT_FILE = '/work/shop/prof.yaml';
const TRUST_FILE = '/home/ann/.config/prof/trusted.json';

interface Situation {
  readonly flags?: LoadConfigOptions['flags'];
  readonly env?: Record<string, string>;
  readonly user?: string;
  readonly project?: string;
  readonly isTrusted?: boolean;
  readonly links?: Record<string, string>;
}

async function load(situation: Situation): Promise<Config> {
  const { flags = {}, env = {}, user, project, isTrusted = false, links } = situation;
  const texts: Record<string, string> = {};
  if (user !== undefined) texts[USER_FILE] = user;
  if (project !== undefined) texts[PROJECT_FILE] = project;
  const files = memoryConfigFiles(texts, links);
  const paths = { env, homeFolder: '/home/ann', workingFolder: '/work/shop/src' };
  if (isTrusted && project !== undefined)
    await trustFolder({ folder: '/work/shop', revoke: false }, { files, paths });
  return loadConfig({ flags }, { paths, files });
}

async function failure(situation: Situation): Promise<Pick<ProfError, 'code' | 'message' | 'hints'>> {
  const { code, message, hints } = await load(situation).then(
    () => Promise.reject(new Error('it was accepted')),
    (error: ProfError) => error,
  );
  return { code, message, hints };
}

const origin = (config: Config, key: string) => config.applied.find((setting) => setting.key === key)?.origin;

describe('loadConfig', () => {
  it('has a store and limits without any configuration', async () => {
    const config = await load({});
    expect(config.storeUrl).toBe('file:/home/ann/.local/share/prof/store');
    expect(config.limits).toEqual(DEFAULT_LIMITS);
    expect(config).toMatchObject({ color: 'auto', production: false, readOnly: false, files: [] });
    expect(config.environment).toBeUndefined();
  });

  it('goes by XDG folders, and ignores relative ones', async () => {
    expect((await load({ env: { XDG_DATA_HOME: '/data/' } })).storeUrl).toBe('file:/data/prof/store');
    expect((await load({ env: { XDG_DATA_HOME: 'data' } })).storeUrl).toBe(
      'file:/home/ann/.local/share/prof/store',
    );
  });

  it('puts flags over variables over the project over the user', async () => {
    const everywhere: Situation = {
      flags: { store: '/by-flag' },
      env: { PROF_STORE: '/by-variable' },
      project: 'store: /by-project',
      user: 'store: /by-user',
      isTrusted: true,
    };
    const { flags: _flags, ...withoutFlag } = everywhere;
    const { env: _env, ...onlyFiles } = withoutFlag;
    const { project: _project, ...onlyUser } = onlyFiles;
    const seen = [];
    for (const situation of [everywhere, withoutFlag, onlyFiles, onlyUser]) {
      const config = await load(situation);
      seen.push([config.storeUrl, origin(config, 'store')]);
    }
    expect(seen).toEqual([
      ['file:/by-flag', '--store'],
      ['file:/by-variable', 'PROF_STORE'],
      ['file:/by-project', `${PROJECT_FILE}:1`],
      ['file:/by-user', `${USER_FILE}:1`],
    ]);
  });

  it.each([
    ['demo', 'file:/home/ann/.local/share/prof/demo/store'],
    ['profiles', 'file:/work/shop/src/profiles'],
    ['../profiles/', 'file:/work/shop/profiles'],
    ['~/p', 'file:/home/ann/p'],
    ['file:/a//b/./c/..', 'file:/a/b'],
    ['file:///a/b', 'file:/a/b'],
    ['file:rel', 'file:/work/shop/src/rel'],
  ])('reads the store %s', async (store, storeUrl) => {
    expect((await load({ flags: { store } })).storeUrl).toBe(storeUrl);
  });

  it('takes folders in a file as relative to that file', async () => {
    expect((await load({ project: 'store: ./p', isTrusted: true })).storeUrl).toBe('file:/work/shop/p');
  });

  it('changes single limits, each with its origin', async () => {
    const config = await load({
      flags: { limit: ['decodedBytes=2GiB'] },
      env: { PROF_LIMITS: 'decodedBytes=1, samples=5M' },
      user: 'limits:\n  samples: 1\n  stackFrames: 10k\n',
    });
    expect(config.limits).toEqual({
      ...DEFAULT_LIMITS,
      decodedBytes: 2 ** 31,
      samples: 5_000_000,
      stackFrames: 10_000,
    });
    expect(origin(config, 'limits.stackFrames')).toBe(`${USER_FILE}:3`);
    expect(origin(config, 'limits.samples')).toBe('PROF_LIMITS');
  });

  const ENVIRONMENTS =
    'environments:\n  prod:\n    store: /prod\n    production: true\n  read:\n    store: /read\n    readOnly: true\n';

  it('takes the store of a named environment', async () => {
    const config = await load({
      user: ENVIRONMENTS,
      flags: { env: 'prod' },
      env: { PROF_STORE: '/elsewhere' },
    });
    expect(config).toMatchObject({
      storeUrl: 'file:/prod',
      environment: 'prod',
      production: true,
      readOnly: false,
    });
    expect(origin(config, 'store')).toBe('--env (environment prod)');
  });

  it('knows a production store however it was chosen', async () => {
    expect((await load({ user: ENVIRONMENTS, flags: { store: 'file:///prod/' } })).production).toBe(true);
    expect((await load({ user: ENVIRONMENTS, env: { PROF_STORE: '/read' } })).readOnly).toBe(true);
    const elsewhere = await load({ user: ENVIRONMENTS, env: { PROF_STORE: '/elsewhere', PROF_ENV: 'prod' } });
    expect(elsewhere.production).toBe(false);
    expect((await load({ user: ENVIRONMENTS })).production).toBe(false);
  });

  it('knows it behind symbolic links, and where the store is not there yet', async () => {
    const links = { '/to-read': '/read', '/data': '/mnt/data' };
    const linked = { user: ENVIRONMENTS, links };
    expect((await load({ ...linked, flags: { store: '/to-read' } })).readOnly).toBe(true);
    expect((await load({ ...linked, flags: { store: '/to-read/other' } })).readOnly).toBe(false);
    const user = 'environments:\n  prod:\n    store: /mnt/data/prof/store\n    production: true\n';
    expect((await load({ user, links, flags: { store: '/data/prof/store' } })).production).toBe(true);
    const byLink = user.replace('/mnt/data', '/data');
    expect((await load({ user: byLink, links, flags: { store: '/mnt/data/prof/store' } })).production).toBe(
      true,
    );
  });

  it.each<[string, Situation, string, string]>([
    [
      'an unknown key',
      { user: 'color: auto\nstor: x' },
      'CONFIG_INVALID',
      `${USER_FILE}:2: unknown setting stor; did you mean store?`,
    ],
    [
      'a wrong value',
      { user: '# mine\n\ncolor: blue' },
      'CONFIG_INVALID',
      `${USER_FILE}:3: color is one of auto, always, never`,
    ],
    ['a wrong kind', { user: 'store: [a]' }, 'CONFIG_INVALID', `${USER_FILE}:1: store wants a text`],
    [
      'a nested key',
      { user: 'limits:\n  samples: 1\n  sample: 1' },
      'CONFIG_INVALID',
      `${USER_FILE}:3: unknown limit sample; did you mean samples?`,
    ],
    [
      'a bad limit',
      { user: 'limits: {samples: -1}' },
      'CONFIG_INVALID',
      `${USER_FILE}:1: the limit samples wants a size such as 2GiB, 20M or 1000`,
    ],
    [
      'a store of another kind',
      { user: 'environments:\n  a:\n    store: ftp://x' },
      'CONFIG_INVALID',
      `${USER_FILE}:3: prof knows no store of the kind ftp:`,
    ],
    [
      'a yes that is no boolean',
      { user: 'environments:\n  a: {production: yes}' },
      'CONFIG_INVALID',
      `${USER_FILE}:2: production is true or false`,
    ],
    [
      'a name from a prototype',
      { user: 'environments:\n  __proto__: {production: true}' },
      'CONFIG_INVALID',
      `${USER_FILE}:2: the name of an environment is letters, digits, dots, dashes and underscores`,
    ],
    [
      'a key given twice',
      { user: 'color: auto\ncolor: never' },
      'CONFIG_INVALID',
      `${USER_FILE}:2: Map keys must be unique`,
    ],
    [
      'an alias',
      { user: 'color: &c auto\nstore: *c' },
      'CONFIG_INVALID',
      `${USER_FILE}:2: aliases are not read here; write the value again`,
    ],
    [
      'no mapping',
      { user: '- a' },
      'CONFIG_INVALID',
      `${USER_FILE}:1: the file wants keys and values, one a line`,
    ],
    [
      'a variable',
      { env: { PROF_COLOR: 'x' } },
      'CONFIG_INVALID',
      'PROF_COLOR: color is one of auto, always, never',
    ],
    [
      'a limit on the command line',
      { flags: { limit: ['samples'] } },
      'USAGE',
      '--limit: a limit is NAME=VALUE, not samples',
    ],
    ['an unknown environment', { flags: { env: 'x' } }, 'USAGE', 'no environment x is configured'],
    [
      'an unknown environment in a variable',
      { env: { PROF_ENV: 'x' } },
      'CONFIG_INVALID',
      'PROF_ENV: no environment x is configured',
    ],
    ['an empty store', { flags: { store: '' } }, 'USAGE', '--store: it wants a text'],
  ])('refuses %s', async (_what, situation, code, message) => {
    expect(await failure(situation)).toMatchObject({ code, message });
  });

  it.each(['store: /x', 'env: prod', 'limits: {samples: 1}', 'environments: {}'])(
    "refuses %s in a project's file that is not trusted",
    async (line) => {
      const { code, message, hints } = await failure({ project: `color: never\n${line}` });
      expect(code).toBe('CONFIG_INVALID');
      expect(message).toContain(`${PROJECT_FILE}:2: a project's file may not set`);
      expect(hints[0]).toContain('prof config trust /work/shop');
      await expect(
        load({ project: line, isTrusted: true, user: 'environments: {prod: {}}' }),
      ).resolves.toBeDefined();
    },
  );

  it("lets a project's file choose colours", async () => {
    expect((await load({ project: 'color: never' })).color).toBe('never');
  });

  it('reads an empty file and one of comments', async () => {
    expect((await load({ project: '', user: '# nothing yet\n' })).files).toEqual([PROJECT_FILE, USER_FILE]);
  });
});

describe('trustFolder', () => {
  const paths = { env: {}, homeFolder: '/home/ann', workingFolder: '/' };

  it('remembers and forgets', async () => {
    const files = memoryConfigFiles({ '/p/prof.yaml': '' });
    const trust = (revoke: boolean) => trustFolder({ folder: '/p', revoke }, { files, paths });
    expect(await trust(false)).toMatchObject({ folder: '/p', trusted: true, changed: true });
    expect(await trust(false)).toMatchObject({ trusted: true, changed: false });
    expect(JSON.parse(files.texts[TRUST_FILE]!)).toEqual({ folders: ['/p'] });
    expect(await trust(true)).toMatchObject({ trusted: false, changed: true });
    expect(JSON.parse(files.texts[TRUST_FILE]!)).toEqual({ folders: [] });
  });

  it('wants a folder with a prof.yaml', async () => {
    const trusting = trustFolder({ folder: '/q', revoke: false }, { files: memoryConfigFiles({}), paths });
    await expect(trusting).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('does not read a list that it did not write', async () => {
    const files = memoryConfigFiles({ '/p/prof.yaml': '', [TRUST_FILE]: '{"folders": "/p"}' });
    await expect(trustFolder({ folder: '/p', revoke: false }, { files, paths })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `${TRUST_FILE}:1: not a list of trusted folders`,
    });
  });

  it.each<[string, Situation, string, string | undefined]>([
    ['nothing', {}, 'less', ''],
    ['PAGER', { env: { PAGER: 'most' } }, 'most', 'PAGER'],
    [
      'the user’s file before PAGER',
      { env: { PAGER: 'most' }, user: 'pager: less -S' },
      'less -S',
      `${USER_FILE}:1`,
    ],
    ['PROF_PAGER before the file', { env: { PROF_PAGER: 'bat' }, user: 'pager: less' }, 'bat', 'PROF_PAGER'],
    ['an empty PROF_PAGER', { env: { PROF_PAGER: '', PAGER: 'most' } }, '', 'PROF_PAGER'],
    ['an empty setting', { user: "pager: ''", env: { PAGER: 'most' } }, '', `${USER_FILE}:1`],
  ])('takes the pager from %s', async (_what, situation, pager, from) => {
    const config = await load(situation);
    expect([config.pager, origin(config, 'pager')]).toEqual([pager, from]);
  });

  it('takes no pager from a project before it is trusted', async () => {
    expect(await failure({ project: 'pager: rm -rf /' })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: `${PROJECT_FILE}:1: a project's file may not set pager before it is trusted`,
    });
    expect((await load({ project: 'pager: most', isTrusted: true })).pager).toBe('most');
    expect(await failure({ user: 'pager: [less]' })).toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
