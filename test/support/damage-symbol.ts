/** Damage to symbols, made from a seed: such that much of it can still be read. */

/** Codes with which grammars of symbols begin and end things. */
const CODES = [
  ...[
    'E',
    'I',
    'J',
    'N',
    'Z',
    'X',
    'L',
    'K',
    'P',
    'R',
    'F',
    'M',
    'C1',
    'D2',
    'T_',
    'T0_',
    'S_',
    'S0_',
    'S1_',
  ],
  ...[
    'St',
    'Sa',
    'Ss',
    'Dp',
    'DT',
    'cv',
    'cl',
    'sZ',
    'sp',
    'sr',
    'on',
    'L_Z',
    'Ul',
    'Ut',
    'E_',
    '1a',
    '3foo',
    'B1x',
  ],
  ...[
    'v',
    'i',
    '.isra.0',
    'Q',
    'rq',
    'Tn',
    'Ty',
    'W1m',
    'A_',
    'il',
    'fp_',
    'Nv',
    'NC',
    'B_',
    'Cs_',
    'u3',
    '_',
    '0',
    '9',
  ],
];

/** One of the symbols with one to three edits. */
export function damageSymbol(symbols: readonly string[], random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  let symbol = pick(symbols);
  for (let edits = 1 + below(3); edits > 0; edits--) {
    const at = Math.min(symbol.length, 2 + below(symbol.length));
    const kinds: (() => string)[] = [
      () => symbol.slice(0, at) + symbol.slice(at + 1 + below(3)),
      () => symbol.slice(0, at) + pick(CODES) + symbol.slice(at),
      () => symbol.slice(0, at) + pick(CODES) + symbol.slice(at + 1),
      () => symbol.slice(0, at) + symbol.slice(at - 1 - below(10)),
      () => {
        const other = pick(symbols);
        const from = below(other.length);
        return symbol.slice(0, at) + other.slice(from, from + below(20)) + symbol.slice(at);
      },
    ];
    symbol = pick(kinds)();
  }
  return symbol;
}
