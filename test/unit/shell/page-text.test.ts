import { describe, expect, it } from 'vitest';
import { type PageDeps, pageText } from '../../../src/shell/page-text.ts';

/** A pager that takes so many pieces of text before it is left; `couldRun: false`: there is no such program. */
function situation(
  options: Partial<PageDeps> & { leftAfter?: number; couldRun?: boolean; starts?: boolean } = {},
) {
  const { leftAfter = Number.POSITIVE_INFINITY, couldRun = true, starts = true, ...deps } = options;
  const seen = {
    direct: '',
    paged: '',
    notes: [] as string[],
    commands: [] as string[],
    terminal: [] as string[],
  };
  let stop: () => void = () => {};
  let end: () => void = () => {};
  let taken = 0;
  const all: PageDeps = {
    mode: 'auto',
    command: 'less',
    rows: 5,
    columns: 10,
    write: async (text) => {
      seen.direct += text;
      return true;
    },
    note: (text) => {
      seen.notes.push(text);
    },
    handOver: (onStop) => {
      seen.terminal.push('given');
      stop = onStop;
      return () => {
        seen.terminal.push('back');
      };
    },
    pager: async () => ({
      start: async (command) => {
        seen.commands.push(command);
        if (!starts) return undefined;
        const ended = new Promise<{ couldRun: boolean }>((resolve) => {
          end = () => resolve({ couldRun });
        });
        let isOpen = true;
        const close = () => {
          isOpen = false;
          end();
        };
        return {
          ended,
          close,
          write: async (text) => {
            if (!isOpen || taken === leftAfter) {
              close();
              return false;
            }
            taken++;
            seen.paged += text;
            return true;
          },
        };
      },
    }),
    ...deps,
  };
  return { deps: all, seen, stop: () => stop() };
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`);

describe('pageText', () => {
  it('needs no pager for what fits above the prompt', async () => {
    const { deps, seen } = situation();
    await pageText(lines(4), deps);
    expect(seen).toMatchObject({ direct: lines(4).join(''), paged: '', commands: [] });
  });

  it('pages one line more, all of it', async () => {
    const { deps, seen } = situation();
    await pageText(lines(5), deps);
    expect(seen).toMatchObject({ direct: '', paged: lines(5).join(''), commands: ['less'], notes: [] });
    expect(seen.terminal).toEqual(['given', 'back']);
  });

  it('counts a long line for the rows that it takes, colours aside', async () => {
    const long = situation();
    await pageText([`${'x'.repeat(41)}\n`], long.deps);
    const colored = situation();
    await pageText([`\x1b[31m${'x'.repeat(40)}\x1b[39m\n`], colored.deps);
    expect([long.seen.commands, colored.seen.commands]).toEqual([['less'], []]);
  });

  it.each([
    ['always', 1, ['less']],
    ['never', 100, []],
  ] as const)('with %s does so', async (mode, count, commands) => {
    const { deps, seen } = situation({ mode });
    await pageText(lines(count), deps);
    expect(seen.commands).toEqual(commands);
    expect(seen.direct + seen.paged).toBe(lines(count).join(''));
  });

  it('makes no more text once the pager is left', async () => {
    let made = 0;
    function* endless() {
      for (;;) yield `line ${made++}\n`;
    }
    const { deps, seen } = situation({ leftAfter: 3 });
    await pageText(endless(), deps);
    expect(made).toBeLessThan(20);
    expect(seen).toMatchObject({ direct: '', notes: [] });
    expect(seen.terminal).toEqual(['given', 'back']);
  });

  it('makes no more text after a stop, and waits for the pager', async () => {
    const { deps, seen, stop } = situation();
    let made = 0;
    function* endless() {
      for (;;) {
        yield `line ${made++}\n`;
        if (made === 8) stop();
      }
    }
    await pageText(endless(), deps);
    expect(made).toBeLessThan(12);
    expect(seen.paged).toContain('line 7\n');
    expect(seen.terminal).toEqual(['given', 'back']);
  });

  it.each([
    ['the shell does not find', { couldRun: false, leftAfter: 0 }],
    ['the shell does not find in the end', { couldRun: false }],
    ['cannot be started', { starts: false }],
  ])('shows everything without a pager that %s', async (_what, options) => {
    const { deps, seen } = situation(options);
    await pageText(lines(50), deps);
    expect(seen.direct).toBe(lines(50).join(''));
    expect(seen.notes).toEqual(['cannot run the pager: less']);
  });

  it('gives the terminal back when the text fails to come', async () => {
    function* broken() {
      yield* lines(10);
      throw new Error('broken');
    }
    const { deps, seen } = situation();
    await expect(pageText(broken(), deps)).rejects.toThrow('broken');
    expect(seen.terminal).toEqual(['given', 'back']);
    expect(seen.paged).toBe(lines(10).join(''));
  });
});
