import { Config } from '@oclif/core';
import type { CompletionCommand } from '../present/completion.ts';

/** All commands that people see, with their flags, from the manifest: no command is loaded. */
export async function commandFacts(root: string): Promise<CompletionCommand[]> {
  const config = await Config.load({ root });
  return config.commands
    .filter(({ hidden }) => !hidden)
    .map(({ id, summary, flags }) => ({
      words: id.replaceAll(':', ' '),
      summary: summary ?? '',
      flags: Object.entries(flags).flatMap(([name, flag]) => {
        const values = flag.type === 'option' ? (flag.options ?? []) : [];
        const names = flag.char ? [`--${name}`, `-${flag.char}`] : [`--${name}`];
        return flag.hidden ? [] : names.map((item) => ({ name: item, summary: flag.summary ?? '', values }));
      }),
    }))
    .sort((left, right) => (left.words < right.words ? -1 : 1));
}
