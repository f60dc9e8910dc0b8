import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createPager } from '../../src/adapters/pager.ts';
import { shellQuote } from '../../src/kit/shell-quote.ts';
import type { PagerSession } from '../../src/ports/pager.ts';
import { temporaryFolder } from '../support/run-prof.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
afterEach(() => vi.unstubAllEnvs());

const file = `${folder.path}/shown.txt`;
const shown = () => readFileSync(file, 'utf8');

async function start(command: string): Promise<PagerSession> {
  const session = await createPager().start(command);
  expect(session).toBeDefined();
  return session!;
}

describe('a pager', () => {
  it('gets all of the text, and the end', async () => {
    const session = await start(`cat > ${shellQuote(file)}`);
    const text = 'ü'.repeat(300_000);
    expect(await session.write('first\n')).toBe(true);
    expect(await session.write(text)).toBe(true);
    session.close();
    session.close();
    expect(await session.ended).toEqual({ couldRun: true });
    expect(shown()).toBe(`first\n${text}`);
    expect(await session.write('more')).toBe(false);
  });

  it('is run by the shell, as git runs it', async () => {
    const session = await start(`tr a-z A-Z | sed s/^/X/ > ${shellQuote(file)}`);
    await session.write('abc\n');
    session.close();
    await session.ended;
    expect(shown()).toBe('XABC\n');
  });

  it('is told what git tells it, unless the user says otherwise', async () => {
    vi.stubEnv('LESS', undefined);
    vi.stubEnv('LV', undefined);
    const print = `cat > /dev/null; printf '%s %s' "$LESS" "$LV" > ${shellQuote(file)}`;
    const first = await start(print);
    first.close();
    await first.ended;
    expect(shown()).toBe('FRX -c');
    vi.stubEnv('LESS', '-S');
    const second = await start(print);
    second.close();
    await second.ended;
    expect(shown()).toBe('-S -c');
  });

  it('that is left takes no more, without an error', async () => {
    const session = await start('head -n 1 > /dev/null');
    const line = `${'x'.repeat(1000)}\n`;
    let written = 0;
    while (await session.write(line.repeat(100))) written++;
    expect(written).toBeLessThan(1000);
    expect(await session.ended).toEqual({ couldRun: true });
  });

  it('makes the writer wait while it does not read', async () => {
    const session = await start(`read -r line; cat > ${shellQuote(file)}`);
    const text = `${'x'.repeat(99)}\n`.repeat(100_000);
    const order: string[] = [];
    const all = session.write(text).then(() => order.push('written'));
    expect(order).toEqual([]);
    await all;
    session.close();
    await session.ended;
    expect(shown().length).toBe(text.length - 100);
  });

  it.each(['no-such-program-here', '/dev/null', 'no-such-program-here -x | cat; exit 127'])(
    'that cannot be run says so: %s',
    async (command) => {
      const session = await start(`{ ${command}; } 2> /dev/null`);
      await session.write('x\n');
      session.close();
      expect(await session.ended).toEqual({ couldRun: false });
    },
  );
});
