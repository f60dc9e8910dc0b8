import { ProfError } from '../kit/errors.ts';

/** What `--to` takes. */
export const FLAME_OUTPUTS = ['html', 'svg'] as const;

export type FlameOutput = (typeof FLAME_OUTPUTS)[number];

/** What to write, by `--to`, else by the name of the file. @throws ProfError USAGE where neither says it. */
export function chooseFlameOutput(to: FlameOutput | undefined, path: string): FlameOutput {
  if (to !== undefined) return to;
  const name = path.toLowerCase();
  if (name.endsWith('.html') || name.endsWith('.htm')) return 'html';
  if (name.endsWith('.svg')) return 'svg';
  throw new ProfError(
    'USAGE',
    path === '-' ? 'what to write is not said' : `the ending of ${path} does not say what to write`,
    { hints: ['--to html: a page to explore (.html)', '--to svg: a picture (.svg)'] },
  );
}
