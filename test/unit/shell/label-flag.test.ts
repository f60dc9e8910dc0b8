import { expect, it } from 'vitest';
import { labelsOf } from '../../../src/shell/label-flag.ts';

it('adds labels of the environment to those of flags, which win', () => {
  const env = { PROF_LABELS: 'git-branch=main,service-version=1.2.0' };
  expect([...labelsOf(['git-branch=feature/x', 'a=b'], env)]).toEqual([
    ['git-branch', 'feature/x'],
    ['service-version', '1.2.0'],
    ['a', 'b'],
  ]);
  expect([...labelsOf(undefined, {})]).toEqual([]);
});
