import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FLAME_KEYS } from '../../../src/flame/view/flame-keys.ts';
import { ROOT } from '../../support/run-prof.ts';

describe('docs/flame.md', () => {
  const text = readFileSync(`${ROOT}docs/flame.md`, 'utf8');

  it.each(FLAME_KEYS.map((binding) => [binding.id, binding] as const))('has the keys of %s', (_, binding) => {
    const keys = binding.keys.map((key) => `\`${key.replace('|', '\\|')}\``).join(' ');
    const when = binding.when === 'comparing' ? ' (when comparing)' : '';
    expect(text).toContain(`| ${keys} | ${binding.label}${when} |\n`);
  });
});
