import { describe, expect, it } from 'vitest';
import { goBuildFacts } from '../../../src/capture/go-build-facts.ts';

const COMMIT = '4f2a91c07e6d1b5a3c8e9f0d2b4a6c8e0f1a2b3c';

/** The form of `go version -m`, whose first line is not among what the program holds. */
const build = (version: string, ...settings: string[]) =>
  [
    'path\tgithub.com/acme/checkout',
    `mod\tgithub.com/acme/checkout\t${version}\t`,
    'dep\tgithub.com/acme/dep\tv9.9.9\th1:abc=',
    'build\t-compiler=gc',
    ...settings.map((setting) => `build\t${setting}`),
    '',
  ].join('\n');

describe('facts from the build of a Go program', () => {
  it('are the commit and the release', () => {
    const lines = build('v1.2.3', 'vcs=git', `vcs.revision=${COMMIT}`, 'vcs.modified=false');
    expect([...goBuildFacts(lines)]).toEqual([
      ['service-version', 'v1.2.3'],
      ['git-commit', COMMIT],
    ]);
  });

  it('say that the working copy had changes', () => {
    const lines = build('(devel)', 'vcs=git', `vcs.revision=${COMMIT}`, 'vcs.modified=true');
    expect([...goBuildFacts(lines)]).toEqual([
      ['git-commit', COMMIT],
      ['git-modified', 'true'],
    ]);
  });

  it.each(['v1.2.3', 'v2.0.0-rc.1', 'v2.0.0+incompatible', 'v0.0.1'])('know the release %s', (version) => {
    expect(goBuildFacts(build(version)).get('service-version')).toBe(version);
  });

  it.each([
    '(devel)',
    '',
    'v1.2.3+dirty',
    'v0.0.0-20240115120000-4f2a91c07e6d',
    'v1.2.4-0.20240115120000-4f2a91c07e6d',
    'v1.2.3-pre.0.20240115120000-4f2a91c07e6d',
    'v1.2.4-0.20240115120000-4f2a91c07e6d+dirty',
    'v2.0.1-0.20240115120000-4f2a91c07e6d+incompatible',
  ])('take %j for no release', (version) => {
    expect(goBuildFacts(build(version)).has('service-version')).toBe(false);
  });

  it.each([
    ['another system', ['vcs=hg', `vcs.revision=${COMMIT}`]],
    ['no commit', ['vcs=git', 'vcs.revision=\u001b[31m']],
    ['a dependency only', []],
  ])('leave out %s', (_what, settings) => {
    expect(goBuildFacts(build('(devel)', ...settings)).size).toBe(0);
  });
});
