import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { symbolProfile } from '../support/symbol-profile.ts';

/** What the reference shows for these: fixtures/symbols/README.md says how it is asked. */
const SYMBOL = '_ZNSt6vectorIiSaIiEE9push_backERKi';
const FULL = 'std::vector<int, std::allocator<int> >::push_back(int const&)';
const TEMPLATES = 'std::vector<int, std::allocator<int> >::push_back';
const PLAIN = 'std::vector::push_back';

const home = temporaryFolder();
beforeAll(() => {
  writeFileSync(`${home.path}/cpp.pb`, symbolProfile([SYMBOL]));
  writeFileSync(`${home.path}/more.pb`, symbolProfile([SYMBOL, '_RNvC5crate4main']));
});
afterAll(() => home.remove());

const run = (...args: string[]) => runProf(home.path, args);
const lastWords = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .at(-1)!
    .replace(/^.*% +/, '');

describe('--symbolize of report commands', () => {
  it.each([
    [[], PLAIN],
    [['--symbolize', 'default'], PLAIN],
    [['--symbolize', 'demangle=templates'], TEMPLATES],
    [['--symbolize', 'force:demangle=full'], FULL],
    [['--symbolize', 'demangle=none'], SYMBOL],
    [['--symbolize=none'], SYMBOL],
  ])('%j', async (flags, expected) => {
    const { stdout, exitCode } = await run('top', 'cpp.pb', ...flags);
    expect(exitCode).toBe(0);
    expect(lastWords(stdout)).toBe(expected);
  });

  it('is understood by diff, in tables and in pprof form', async () => {
    const json = await run('diff', 'cpp.pb', 'more.pb', '--symbolize', 'demangle=full', '--json');
    const names = JSON.parse(json.stdout).rows.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['crate::main', FULL].sort());
    const text = await run('diff', 'cpp.pb', 'more.pb', '--symbolize', 'demangle=templates', '--text');
    expect(text.stdout).toContain(`${TEMPLATES}\n`);
  });

  it('refuses words that it does not have', async () => {
    const { exitCode, stderr } = await run('top', 'cpp.pb', '--symbolize', 'demangle=all');
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--symbolize has no word 'demangle=all'");
    expect(stderr).toContain('demangle=templates');
  });

  it('is as forgiving as the reference in prof pprof', async () => {
    const { exitCode, stdout, stderr } = await run('pprof', '-top', '-symbolize=demangle=all:full', 'cpp.pb');
    expect(exitCode).toBe(0);
    expect(lastWords(stdout)).toBe(FULL);
    expect(stderr).toContain('ignoring unrecognized symbolization option: demangle=all:full');
  });
});
