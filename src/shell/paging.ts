import type { Config } from '../config/load-config.ts';
import type { Wiring } from '../wire.ts';
import type { Output } from './output.ts';
import type { PagingMode } from './page-text.ts';
import { holdForcedStop, stopSignal } from './stop-signal.ts';

/** `cat` shows what it gets, as prof itself does. */
const NO_PAGER = ['', 'cat'];

export interface PagingChoice {
  readonly mode: PagingMode;
  readonly command: string;
}

/**
 * Whether and with what to page, of what the user says by `--pager`, `--no-pager` and the setting. Never off a
 * terminal, nor on one that cannot move its cursor (TERM=dumb) unless `--pager` asks for it.
 */
export function pagingChoice(
  flag: boolean | undefined,
  setting: string,
  { isTerminal, term }: { readonly isTerminal: boolean; readonly term: string | undefined },
): PagingChoice {
  const isNone = NO_PAGER.includes(setting);
  const command = isNone ? 'less' : setting;
  if (!isTerminal || flag === false) return { mode: 'never', command };
  if (flag === true) return { mode: 'always', command };
  return { mode: isNone || term === 'dumb' ? 'never' : 'auto', command };
}

/** Prints text for people, as it is made: by the pager where that applies; nothing with --json. */
export async function printPaged(
  chunks: Iterable<string> | AsyncIterable<string>,
  flag: boolean | undefined,
  { out, config, wiring }: { readonly out: Output; readonly config: Config; readonly wiring: Wiring },
): Promise<void> {
  if (out.json) return;
  const { isTerminal } = out;
  const choice = pagingChoice(flag, config.pager, { isTerminal, term: process.env.TERM });
  if (choice.mode === 'never') {
    for await (const chunk of chunks) if (!(await out.passOn(chunk))) return;
    return;
  }
  const { pageText } = await import('./page-text.ts');
  await pageText(chunks, {
    ...choice,
    pager: wiring.pager,
    rows: process.stdout.rows || 24,
    columns: out.columns ?? 80,
    write: (text) => out.passOn(text),
    note: (text) => out.note(text),
    handOver: (onStop) => {
      const signal = stopSignal();
      signal.addEventListener('abort', onStop);
      const undo = [out.holdRemarks(), holdForcedStop()];
      return () => {
        signal.removeEventListener('abort', onStop);
        for (const each of undo) each();
      };
    },
  });
}
