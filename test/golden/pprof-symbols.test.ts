import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPprofInProcess } from '../support/run-pprof.ts';
import { readShownSymbols, SHOWN_STYLES } from '../support/shown-symbols.ts';
import { shownNames, symbolProfile } from '../support/symbol-profile.ts';

describe('prof pprof of profiles with C++ and Rust symbols', () => {
  const recorded = readShownSymbols();
  const symbols = recorded.map(({ symbol }) => symbol);
  let folder = '';
  let file = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prof-symbols-'));
    file = join(folder, 'symbols.pb');
    writeFileSync(file, symbolProfile(symbols));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const shown = async (...options: string[]) => {
    const { stdout, exitCode } = await runPprofInProcess(['-raw', ...options, file]);
    expect(exitCode).toBe(0);
    return shownNames(Buffer.from(stdout).toString(), symbols.length);
  };

  it.each(SHOWN_STYLES)('shows names as the reference does: -symbolize=%s', async (style) => {
    const column = SHOWN_STYLES.indexOf(style);
    expect(await shown(`-symbolize=${style}`)).toEqual(recorded.map((record) => record.shown[column]));
  });

  it('shows names without parameters and template arguments without being asked', async () => {
    expect(await shown()).toEqual(recorded.map((record) => record.shown[0]));
  });

  it.each(['none', 'demangle=none'])('shows symbols where they are wanted: -symbolize=%s', async (mode) => {
    expect(await shown(`-symbolize=${mode}`)).toEqual(symbols);
  });
});
