import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load-config.ts';
import { gateSettingsOf } from '../../../src/shell/gate-flags.ts';
import { memoryConfigFiles } from '../../support/memory-config-files.ts';

const PROJECT_FILE = '/work/shop/prof.yaml';
const USER_FILE = '/home/ann/.config/prof/config.yaml';

function load(project: string, user?: string) {
  const files = memoryConfigFiles({
    [PROJECT_FILE]: project,
    ...(user === undefined ? {} : { [USER_FILE]: user }),
  });
  const paths = { env: {}, homeFolder: '/home/ann', workingFolder: '/work/shop' };
  return loadConfig({ flags: {} }, { paths, files });
}

const SECTION = `diff:
  fail-on:
    - total>+5%
    - flat(main.parse)>+10%
  noise-floor: 0.2%
  share-floor: 1
  alpha: 0.01
  fail-on-improvement: true
  require-test: true
  normalize: false
  ignore:
    functions: [runtime.mallocgc]
    prefixes:
      - runtime.
  services:
    checkout:
      fail-on: any>+20%
      normalize: true
`;

async function gate(options: { readonly service?: string; readonly flags?: object; readonly user?: string }) {
  const { service, flags = {}, user } = options;
  const { diff } = await load(SECTION, user);
  const settings = gateSettingsOf({ flags, files: diff, service });
  return { ...settings, rules: settings.rules.map(({ text }) => text) };
}

describe('the section diff of a configuration file', () => {
  it('says how comparisons are judged, also in a project that is not trusted', async () => {
    expect(await gate({})).toEqual({
      rules: ['total>+5%', 'flat(main.parse)>+10%'],
      noiseFloor: 0.2,
      shareFloor: 1,
      alpha: 0.01,
      failOnImprovement: true,
      requireTest: true,
      judgeBy: 'values',
      ignore: { functions: ['runtime.mallocgc'], prefixes: ['runtime.'] },
    });
  });

  it('may differ for a service', async () => {
    expect(await gate({ service: 'checkout' })).toMatchObject({
      rules: ['any>+20%'],
      judgeBy: 'shares',
      noiseFloor: 0.2,
    });
    expect(await gate({ service: 'toString' })).toMatchObject({ judgeBy: 'values' });
  });

  it('gives way to flags, and the project to nothing of the user', async () => {
    const flags = { 'fail-on': ['new>1%'], 'noise-floor': '3', absolute: true };
    expect(await gate({ service: 'checkout', flags })).toMatchObject({
      rules: ['new>1%'],
      noiseFloor: 3,
      judgeBy: 'values',
      shareFloor: 1,
    });
    const user = 'diff:\n  noise-floor: 9\n  services:\n    checkout:\n      alpha: 0.2\n';
    expect(await gate({ service: 'checkout', user })).toMatchObject({ noiseFloor: 0.2, alpha: 0.01 });
  });

  it('is shown with where each setting stands', async () => {
    const { applied } = await load(SECTION);
    const shown = applied.filter(({ key }) => key.startsWith('diff.'));
    expect(shown.map(({ key, value, origin }) => [key, value, origin])).toContainEqual([
      'diff.services.checkout.fail-on',
      'any>+20%',
      `${PROJECT_FILE}:17`,
    ]);
    expect(shown).toHaveLength(11);
  });

  it.each([
    ['fail-one: total>+5%', 'unknown setting of diff fail-one; did you mean fail-on?'],
    ['fail-on: 5', 'fail-on wants a text or a list of texts'],
    ['fail-on: [{a: b}]', 'fail-on wants a text or a list of texts'],
    ['noise-floor: lots', 'noise-floor wants a percentage such as 0.5%'],
    ['noise-floor: -1', 'noise-floor wants a percentage such as 0.5%'],
    ['share-floor: 101%', 'share-floor wants a percentage such as 0.5%'],
    ['alpha: 1', 'alpha wants a chance such as 0.05'],
    ['require-test: sometimes', 'require-test is true or false'],
    ['ignore: {prefix: a}', 'unknown list to ignore prefix; did you mean prefixes?'],
    ['services: {a: {services: {}}}', 'unknown setting of diff services'],
    ['services: [a]', 'diff.services wants keys and values, one a line'],
  ])('%s is refused', async (line, message) => {
    await expect(load(`diff:\n  ${line}\n`)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `${PROJECT_FILE}:2: ${message}`,
    });
  });

  it('names the line of a rule that cannot be read', async () => {
    const { diff } = await load('diff:\n  alpha: 0.1\n  fail-on: total+5%\n');
    expect(() => gateSettingsOf({ flags: {}, files: diff, service: undefined })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: `${PROJECT_FILE}:3: not a rule: total+5%`,
      }),
    );
  });
});
