/** What `-symbolize` makes of thousands of symbols: `prof pprof` and `go tool pprof` on the same profiles. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runReference } from '../support/ask-reference.ts';
import { damageSymbol } from '../support/damage-symbol.ts';
import { randomFrom } from '../support/mutate.ts';
import { runPprofInProcess } from '../support/run-pprof.ts';
import { readShownSymbols, SHOWN_STYLES } from '../support/shown-symbols.ts';
import { shownNames, symbolProfile } from '../support/symbol-profile.ts';

const MODES = [
  'default',
  'none',
  'no:demangle=full',
  'force',
  'demangle=none',
  'demangle=templates',
  'demangle=full',
  'local:templates',
  'FORCE:full:default',
];

/** Symbols of the C++ program that runs this test: Node.js, V8 and their libraries have a hundred thousand. */
function symbolsOfNode(every: number): string[] {
  const symbols = new Set<string>();
  for (const [, symbol] of readFileSync(process.execPath, 'latin1').matchAll(/\0(_Z[\w.$]{3,})(?=\0)/g)) {
    symbols.add(symbol!);
  }
  return [...symbols].filter((_, i) => i % every === 0);
}

describe('symbols and the reference', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prof-symbols-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const write = async (symbols: readonly string[], named = false): Promise<string> => {
    const file = join(folder, 'symbols.pb');
    await writeFile(file, symbolProfile(symbols, { named }));
    return file;
  };

  const compare = async (argv: readonly string[]) => {
    const theirs = runReference(argv, { folder });
    const ours = await runPprofInProcess(argv, { folder });
    const text = Buffer.from(ours.stdout).toString('latin1');
    const expected = theirs.stdout.toString('latin1');
    // Compared line by line: a difference of one name in megabytes is to be readable.
    const lines = text.split('\n');
    const differing = expected
      .split('\n')
      .flatMap((line, i) => (line === lines[i] ? [] : [[line, lines[i]]]));
    expect(differing.slice(0, 10), argv.join(' ')).toEqual([]);
    expect(text.length).toBe(expected.length);
    expect(ours.exitCode).toBe(theirs.status);
  };

  it.each(MODES)('of a large C++ program: -symbolize=%s', async (mode) => {
    const symbols = symbolsOfNode(20);
    expect(symbols.length).toBeGreaterThan(2_000);
    for (const named of [false, true]) {
      const file = await write(symbols, named);
      await compare(['-raw', `-symbolize=${mode}`, file]);
      await compare(['-top', '-nodecount=0', '-nodefraction=0', `-symbolize=${mode}`, file]);
    }
  });

  it('are shown as recorded', async () => {
    const recorded = readShownSymbols();
    const file = await write(recorded.map(({ symbol }) => symbol));
    for (const [i, style] of SHOWN_STYLES.entries()) {
      const { stdout } = runReference(['-raw', `-symbolize=${style}`, file]);
      const names = shownNames(stdout.toString(), recorded.length);
      expect(names).toEqual(recorded.map(({ shown }) => shown[i]));
    }
  });

  it('of damaged symbols', async () => {
    const random = randomFrom(7);
    const symbols = readShownSymbols().map(({ symbol }) => symbol);
    const damaged = Array.from({ length: 12_000 }, () => damageSymbol(symbols, random)).filter(isOneWord);
    const crashing: string[] = [];
    let shown = 0;
    const ask = async (part: readonly string[]): Promise<void> => {
      const file = await write(part);
      for (const style of SHOWN_STYLES) {
        const argv = ['-raw', `-symbolize=${style}`, file];
        const theirs = runReference(argv);
        if (theirs.status !== 0) {
          // The reference crashes on some: those are looked for, and left out.
          if (part.length === 1) crashing.push(part[0]!);
          else for (const half of halves(part)) await ask(half);
          return;
        }
        const ours = await runPprofInProcess(argv);
        const names = (raw: Uint8Array) => shownNames(Buffer.from(raw).toString('latin1'), part.length);
        const [actual, expected] = [names(ours.stdout), names(theirs.stdout)];
        const differing = part.filter((_, i) => actual[i] !== expected[i]);
        expect(differing, style).toEqual([]);
        shown += expected.filter((name, i) => name !== part[i]).length;
      }
    };
    for (let i = 0; i < damaged.length; i += 1_000) await ask(damaged.slice(i, i + 1_000));
    expect(crashing.length).toBeLessThan(20);
    expect(shown).toBeGreaterThan(5_000);
  });
});

/** Whether `-raw` can show it on its line without doubt. */
function isOneWord(symbol: string): boolean {
  return /^[!-~]+$/.test(symbol);
}

function halves<T>(list: readonly T[]): [T[], T[]] {
  const middle = list.length >> 1;
  return [list.slice(0, middle), list.slice(middle)];
}
