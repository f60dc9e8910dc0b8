/** The reference's `-symbolize` option: words between colons. */

export interface SymbolizeOption {
  /** No symbolization, and names stay as recorded. */
  readonly isOff: boolean;
  /** Names are taken from system names again even where they differ. */
  readonly isForced: boolean;
  readonly demangle: 'default' | 'full' | 'none' | 'templates';
}

const WHERE = ['', 'local', 'fastlocal', 'remote', 'demangle=default', 'default'];
const DEMANGLE = ['full', 'none', 'templates'] as const;

/** Unknown words are reported and ignored. */
export function parseSymbolize(mode: string, warn: (message: string) => void): SymbolizeOption {
  let isForced = false;
  let demangle: SymbolizeOption['demangle'] = 'default';
  for (const word of mode.toLowerCase().split(':')) {
    if (word === 'none' || word === 'no') return { isOff: true, isForced, demangle };
    const style = DEMANGLE.find((known) => word === `demangle=${known}` || word === known);
    if (style !== undefined) {
      demangle = style;
      isForced = true;
    } else if (word === 'force') isForced = true;
    else if (!WHERE.includes(word)) {
      warn(`ignoring unrecognized symbolization option: ${mode}`);
      warn(
        'expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]',
      );
    }
  }
  return { isOff: false, isForced, demangle };
}
