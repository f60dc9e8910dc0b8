import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  COMPLETION_SHELLS,
  type CompletionCommand,
  completionScript,
} from '../../../src/present/completion.ts';

const COMMANDS: CompletionCommand[] = [
  {
    words: 'config',
    summary: "what applies; it's yours",
    flags: [{ name: '--json', summary: 'as JSON', values: [] }],
  },
  {
    words: 'config trust',
    summary: 'trust: a folder',
    flags: [{ name: '--revoke', summary: 'no longer', values: [] }],
  },
  {
    words: 'ls',
    summary: 'list $(touch x)',
    flags: [
      { name: '--type', summary: 'kind', values: ['cpu', 'heap'] },
      { name: '-t', summary: 'kind', values: ['cpu', 'heap'] },
    ],
  },
];

/** What bash would offer for a command line whose last word is being typed. */
function offered(...words: string[]): string[] {
  const script = `${completionScript('bash', COMMANDS)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _prof_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it.each<[string[], string[]]>([
    [
      ['prof', ''],
      ['config', 'ls'],
    ],
    [['prof', 'c'], ['config']],
    [['prof', 'config', ''], ['trust']],
    [['prof', 'config', '-'], ['--json']],
    [['prof', 'config', 'trust', '--r'], ['--revoke']],
    [
      ['prof', 'ls', '--type', ''],
      ['cpu', 'heap'],
    ],
    [['prof', 'ls', '-t', 'h'], ['heap']],
    [['prof', 'ls', 'somewhere', ''], []],
    [['prof', 'nonsense', ''], []],
  ])('offers in bash after %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it.each(COMPLETION_SHELLS)('writes a script that %s accepts, where that shell is installed', (shell) => {
    const folder = mkdtempSync(join(tmpdir(), 'prof-completion-'));
    try {
      const file = join(folder, 'script');
      writeFileSync(file, completionScript(shell, COMMANDS));
      const { status, error, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
      const isAbsent = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
      expect(isAbsent ? 0 : status, stderr).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('quotes summaries for each shell', () => {
    expect(completionScript('zsh', COMMANDS)).toContain(`'config:what applies; it'\\''s yours'`);
    expect(completionScript('fish', COMMANDS)).toContain(`'what applies; it\\'s yours'`);
    expect(completionScript('zsh', COMMANDS)).toContain(`'ls:list $(touch x)'`);
  });
});
