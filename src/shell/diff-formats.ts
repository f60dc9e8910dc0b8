import { Flags } from '@oclif/core';
import type { Comparison } from '../compare/compare-sides.ts';

const OUTPUT = 'OUTPUT';
const FORMATS = ['markdown', 'junit', 'sarif', 'github'] as const;

const format = (name: (typeof FORMATS)[number], summary: string) =>
  Flags.boolean({
    summary,
    exclusive: ['json', 'csv', 'text', ...FORMATS.filter((other) => other !== name)],
    helpGroup: OUTPUT,
  });

/** What a comparison is printed as, for programs and pull requests. */
export const diffFormatFlags = {
  markdown: format('markdown', 'print Markdown for a pull request'),
  junit: format('junit', 'print the rules as test cases (JUnit XML)'),
  sarif: format('sarif', 'print what rules fired for, for code scanning (SARIF 2.1.0)'),
  github: format('github', 'print annotations for a GitHub workflow'),
};

export interface DiffFormatOptions {
  readonly flags: { readonly [name in (typeof FORMATS)[number]]?: boolean | undefined };
  /** Rows of the Markdown's table. */
  readonly top: number;
  readonly trimPath: string;
  readonly version: string;
}

/** The text of the format that was asked for; undefined: none. What makes it is loaded then. */
export async function formatComparison(
  comparison: Comparison,
  { flags, top, trimPath, version }: DiffFormatOptions,
): Promise<string | undefined> {
  const paths = { trimPath, root: process.cwd() };
  if (flags.markdown) return (await import('../present/diff-markdown.ts')).diffMarkdown(comparison, { top });
  if (flags.junit) return (await import('../present/diff-junit.ts')).diffJunit(comparison, paths);
  if (flags.github) return (await import('../present/diff-github.ts')).diffGithub(comparison, paths);
  if (!flags.sarif) return undefined;
  return (await import('../present/diff-sarif.ts')).diffSarif(comparison, { ...paths, version });
}
