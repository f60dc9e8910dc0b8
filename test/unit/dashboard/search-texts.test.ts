import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/dashboard/complete.ts';
import { searchTexts } from '../../../src/dashboard/search-texts.ts';

const TEXTS = ['checkout cpu', 'Checkout heap', 'storefront cpu', 'a.b', 'a+b'];

async function found(pattern: string): Promise<string[]> {
  const isMatch = await searchTexts(TEXTS.length, (index) => TEXTS[index]!, pattern);
  return TEXTS.filter((_, index) => isMatch[index] === 1);
}

describe('searchTexts', () => {
  it('does not care for case, unless there are capital letters', async () => {
    expect(await found('checkout')).toEqual(['checkout cpu', 'Checkout heap']);
    expect(await found('Checkout')).toEqual(['Checkout heap']);
  });

  it('takes regular expressions', async () => {
    expect(await found('^(check|store).*cpu$')).toEqual(['checkout cpu', 'storefront cpu']);
    expect(await found('a\\+')).toEqual(['a+b']);
    expect(await found('a.b')).toEqual(['a.b', 'a+b']);
  });

  it('turns round with !', async () => {
    expect(await found('!cpu')).toEqual(['Checkout heap', 'a.b', 'a+b']);
    expect(await found('!^a')).toEqual(['checkout cpu', 'Checkout heap', 'storefront cpu']);
  });

  it('wants characters in their order with -f', async () => {
    expect(await found('-f ckc')).toEqual(['checkout cpu']);
    expect(await found('!-f ckc')).not.toContain('checkout cpu');
    expect(await found('-f fu')).toEqual(['storefront cpu']);
  });

  it('says what is no pattern', async () => {
    await expect(found('(')).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('is linear in what would take others for ever', async () => {
    const hostile = 'a'.repeat(50_000);
    const isMatch = await searchTexts(1, () => hostile, '^(a+)+$b');
    expect(isMatch[0]).toBe(0);
  });

  it('lets others run meanwhile, and stops when it is told to', async () => {
    const stop = new AbortController();
    let read = 0;
    const searching = searchTexts(100_000, () => `${read++}`, '7', stop.signal);
    setImmediate(() => stop.abort());
    await expect(searching).rejects.toThrow('aborted');
    expect(read).toBeLessThan(100_000);
  });
});

describe('complete', () => {
  it('goes on as far as all agree', () => {
    expect(complete('ser', ['services', 'store '])).toBe('services');
    expect(complete('s', ['services', 'sessions'])).toBe('se');
    expect(complete('x', ['services'])).toBe('x');
    expect(complete('se', ['services', 'sessions'])).toBe('se');
    expect(complete('', [])).toBe('');
  });
});
