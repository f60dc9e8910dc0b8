import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemangler, type DemangleStyle } from '../../../../src/profile/demangle/demangle.ts';
import { simplifyName } from '../../../../src/profile/simplify-name.ts';
import { damageSymbol } from '../../../support/damage-symbol.ts';
import { randomFrom } from '../../../support/mutate.ts';
import { readShownSymbols } from '../../../support/shown-symbols.ts';

const STYLES: readonly DemangleStyle[] = ['default', 'templates', 'full'];
const symbols = readShownSymbols();
const demangle = (symbol: string, style: DemangleStyle = 'full') => createDemangler(style)(symbol);

describe('demangling', () => {
  it.each(STYLES)('shows what the reference shows of our own programs: %s', (style) => {
    const demangler = createDemangler(style);
    const differing = symbols
      .map(({ symbol, shown }) => ({
        symbol,
        expected: shown[STYLES.indexOf(style)],
        actual: demangler(symbol) ?? simplifyName(symbol, style),
      }))
      .filter(({ expected, actual }) => actual !== expected);
    expect(differing).toEqual([]);
    expect(symbols.length).toBeGreaterThan(500);
  });

  it('counts bytes, not characters', () => {
    expect(demangle('_ZN5café1fEv')).toBe('café::f()');
    expect(demangle('_ZN4café1fEv')).toBeUndefined();
    // A byte that is no UTF-8 is one byte, and is kept.
    expect(demangle('_Z2\udcffav')).toBe('\udcffa()');
  });

  it('decodes the identifiers of Rust that are not ASCII', () => {
    // RFC 3492 section 7.1 (I): "Pročprostěnemluvíčesky", with Rust's underscore for the hyphen.
    expect(demangle('_RNvC1au30Proprostnemluvesky_uyb24dma41a')).toBe('a::Pročprostěnemluvíčesky');
  });

  it('leaves unchanged what is not mangled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^_{1,4}[ZR]|^_{1,2}GLOBAL_/.test(text));
        expect(demangle(text)).toBeUndefined();
      }),
    );
  });

  it('reads its own identifiers back, whatever is in them', () => {
    const identifier = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/);
    fc.assert(
      fc.property(fc.array(identifier, { minLength: 2, maxLength: 6 }), (path) => {
        const parts = path.map((part) => `${part.length}${part}`);
        expect(demangle(`_ZN${parts.join('')}Ev`)).toBe(`${path.join('::')}()`);
        const rust = parts.slice(1).reduce((nested, part) => `Nv${nested}${part}`, `C${parts[0]}`);
        expect(demangle(`_R${rust}`)).toBe(path.join('::'));
      }),
    );
  });
});

describe('damaged and hostile symbols', () => {
  it('never fail, whatever is damaged', () => {
    const random = randomFrom(1);
    const demanglers = STYLES.map(createDemangler);
    let readable = 0;
    for (let i = 0; i < 20_000; i++) {
      const damaged = damageSymbol(
        symbols.map(({ symbol }) => symbol),
        random,
      );
      for (const demangler of demanglers) if (demangler(damaged) !== undefined) readable++;
    }
    // Much damage goes unnoticed: were nothing readable, the damage would be too crude to test anything.
    expect(readable).toBeGreaterThan(5_000);
  });

  const DEEP: readonly [what: string, make: (n: number) => string][] = [
    ['pointers', (n) => `_Z1f${'P'.repeat(n)}i`],
    ['template arguments', (n) => `_Z1f${'N1a1bI'.repeat(n)}i${'EE'.repeat(n)}`],
    ['symbols in arguments', (n) => `_Z1fI${'XadL_Z1gI'.repeat(n)}i${'EvvEE'.repeat(n)}Evv`],
    ['local names', (n) => `_Z${'Z'.repeat(n)}1fv${'E1gv'.repeat(n)}`],
    ['lambdas', (n) => `_Z1f${'UlPK'.repeat(n)}i${'E_'.repeat(n)}`],
    ['functions', (n) => `_Z1f${'PFi'.repeat(n)}v${'E'.repeat(n)}`],
    ['scopes', (n) => `_ZN${'1a'.repeat(n)}Ev`],
    ['tags', (n) => `_Z1f${'B1x'.repeat(n)}v`],
    ['global scopes', (n) => `_Z1fIX${'gs'.repeat(n)}1aEEvv`],
    ['expressions', (n) => `_Z1fIX${'ng'.repeat(n)}Li1EEEvv`],
    ['Rust types', (n) => `_RMC1a${'R'.repeat(n)}l`],
    ['Rust paths', (n) => `_R${'Nv'.repeat(n)}C1a${'1b'.repeat(n)}`],
    ['Rust arguments', (n) => `_R${'INvC1a1b'.repeat(n)}l${'E'.repeat(n)}`],
  ];

  it.each(DEEP)('nest as deep as anybody needs, and are left alone beyond: %s', (_what, make) => {
    expect(demangle(make(40))).toBeDefined();
    expect(demangle(make(5_000))).toBeUndefined();
  });

  /** A function of `levels` parameters, each a pair of twice the one in front: the last shows 2^levels ints. */
  const doubling = (name: string, levels: number) => {
    const pairs = Array.from({ length: levels }, (_, i) => i.toString(36).toUpperCase());
    return `_Z1f${name.length}${name}IiiE${pairs.map((id) => `S_IS${id}_S${id}_E`).join('')}`;
  };

  it('do not grow beyond measure', () => {
    expect(demangle(doubling('p', 2))).toBe(
      'f(p<int, int>, p<p<int, int>, p<int, int> >, p<p<p<int, int>, p<int, int> >, p<p<int, int>, p<int, int> > >)',
    );
    expect(demangle(doubling('p', 30))).toBeUndefined();
  });

  it('share what complex ones may take', () => {
    const demangler = createDemangler('full');
    let shown = 0;
    for (let i = 0; i < 2_000; i++) shown += demangler(doubling(`p${i}`, 16))?.length ?? 0;
    expect(shown).toBeLessThan(32 << 20);
    // The ordinary are not affected.
    expect(demangler('_ZNSt6vectorIiSaIiEE9push_backERKi')).toBe(
      'std::vector<int, std::allocator<int> >::push_back(int const&)',
    );
  });

  it('are left alone where they are longer than any', () => {
    expect(demangle(`_Z100000${'a'.repeat(100_000)}v`)).toBe(`${'a'.repeat(100_000)}()`);
    expect(demangle(`_Z200000${'a'.repeat(200_000)}v`)).toBeUndefined();
  });

  it('are given up where each of many conversion operators could be read in two ways', () => {
    // Two ways each, and each way is read to its end: 2^40 readings.
    const nested = `_ZN1acv${'T_IN1acv'.repeat(40)}iE${'EIiEE'.repeat(40)}v`;
    for (const style of STYLES) expect(demangle(nested, style)).toBeUndefined();
    expect(demangle('_ZN1acvT_IiEEv')).toBe('a::operator int<int>()');
  });
});
