import { ProfError } from '../kit/errors.ts';
import { safeText } from '../kit/safe-text.ts';

/**
 * Asks on the terminal before something is deleted, replaced or put at risk; `--yes` answers for the user.
 * @throws ProfError USAGE where there is no terminal to ask on, and where the answer is not yes.
 */
export async function confirm(
  question: string,
  options: { readonly yes: boolean; readonly why?: string },
): Promise<void> {
  if (options.yes) return;
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    const why = options.why === undefined ? '' : `${options.why}; `;
    throw new ProfError('USAGE', `${why}nothing was changed: there is no terminal to ask on`, {
      hints: ['--yes does it without asking, --dry-run shows what it would do'],
    });
  }
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${safeText(question)} [y/N] `);
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new ProfError('USAGE', 'nothing was changed');
  } finally {
    terminal.close();
  }
}
