import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalService,
  decodeSegment,
  encodeService,
  serviceFolders,
} from '../../../src/store/service-folder.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';

describe('service names as one segment of a key', () => {
  it.each([
    ['checkout', 'checkout'],
    ['my-web_app.v2', 'my-web_app.v2'],
    ['a/b', 'a%2Fb'],
    ['..', '%2E%2E'],
    ['.', '%2E'],
    ['.hidden', '%2Ehidden'],
    ['trailing.', 'trailing%2E'],
    ['%2f', '%252f'],
    ['a\0b', 'a%00b'],
    ['CON', '%43ON'],
    ['nul.txt', '%6Eul.txt'],
    ['console', 'console'],
    ['@scope/app', '%40scope%2Fapp'],
    ['é', '%C3%A9'],
    ['\ud800', '%uD800'],
  ])('%j is %s', (name, segment) => {
    expect(encodeService(name)).toBe(segment);
    expect(decodeSegment(segment)).toBe(name);
  });

  const anyName = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.string({
      minLength: 1,
      maxLength: 300,
      unit: fc.constantFrom('.', '/', '%', '2', 'f', '\\', '\0', 'a', ' ', '🔥'),
    }),
    fc.constantFrom(...HOSTILE_NAMES.filter((name) => name !== '')),
  );

  it('stays one visible, portable segment whatever the name', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const segment = encodeService(name);
        expect(segment).toMatch(/^[A-Za-z0-9%_-][A-Za-z0-9%._-]*$/);
        expect(segment.length).toBeLessThanOrEqual(200);
        expect(segment.endsWith('.')).toBe(false);
        expect(segment).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
    );
  });

  it('is read back, and two names never share a segment', () => {
    fc.assert(
      fc.property(anyName, anyName, (left, right) => {
        if (encodeService(left).length < 180) expect(decodeSegment(encodeService(left))).toBe(left);
        if (left !== right) expect(encodeService(left)).not.toBe(encodeService(right));
      }),
    );
  });

  it('finds a long name again by itself and by what the store shows', () => {
    const long = '漢'.repeat(3_414);
    const segment = encodeService(long);
    expect(segment.length).toBeLessThanOrEqual(200);
    expect(segment).not.toBe(encodeService(`${long}x`));
    expect(encodeService(canonicalService(long))).toBe(segment);
    expect(canonicalService(canonicalService(long))).toBe(canonicalService(long));
  });

  it('looks for other writers under the name as it is', () => {
    expect(serviceFolders('checkout')).toEqual(['checkout']);
    expect(serviceFolders('支付')).toEqual(['%E6%94%AF%E4%BB%98', '支付']);
    for (const name of ['..', '.', '../x', 'a/b', '.hidden', 'a\0b', 'a\\b']) {
      expect(serviceFolders(name)).toHaveLength(1);
    }
  });

  it('refuses an empty name', () => {
    expect(() => encodeService('')).toThrow('the service has no name');
  });
});
