/** The reference's `-symbolize` option: words between colons. */
import { ProfError } from '../kit/errors.ts';
import type { DemangleStyle } from '../profile/demangle/demangle.ts';

export interface SymbolizeOption {
  /** No symbolization, and names stay as recorded. */
  readonly isOff: boolean;
  /** Names are taken from system names again even where they differ. */
  readonly isForced: boolean;
  /** How much of C++ and Rust names is shown; none: they are shown as the system has them. */
  readonly demangle: DemangleStyle | 'none';
}

export const DEFAULT_SYMBOLIZE: SymbolizeOption = { isOff: false, isForced: false, demangle: 'default' };

/** Where symbols would be looked up: accepted, since profiles that need it are rare, but not done. */
const WHERE = ['', 'local', 'fastlocal', 'remote', 'demangle=default', 'default'];
const DEMANGLE = ['full', 'none', 'templates'] as const;

/** Unknown words are reported, as the reference does, and ignored. */
export function parseSymbolize(mode: string, warn: (message: string) => void): SymbolizeOption {
  return readWords(mode, () => {
    warn(`ignoring unrecognized symbolization option: ${mode}`);
    warn(
      'expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]',
    );
  });
}

/** @throws ProfError USAGE for unknown words. */
export function strictSymbolize(mode: string): SymbolizeOption {
  return readWords(mode, (word) => {
    throw new ProfError('USAGE', `--symbolize has no word '${word}'`, {
      hints: [
        'words, with colons between them: none, force, demangle=none, demangle=full, demangle=templates',
      ],
    });
  });
}

function readWords(mode: string, unknown: (word: string) => void): SymbolizeOption {
  let option = DEFAULT_SYMBOLIZE;
  for (const word of mode.toLowerCase().split(':')) {
    if (word === 'none' || word === 'no') return { ...option, isOff: true };
    const style = DEMANGLE.find((known) => word === `demangle=${known}` || word === known);
    if (style !== undefined) option = { ...option, isForced: true, demangle: style };
    else if (word === 'force') option = { ...option, isForced: true };
    else if (!WHERE.includes(word)) unknown(word);
  }
  return option;
}
