import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMetadataValue, encodeMetadataValue, sanitizeMetadata } from '../../../src/store/metadata.ts';

const size = (metadata: Readonly<Record<string, string>>) =>
  Object.entries(metadata).reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name + value), 0);

describe('metadata', () => {
  it('takes the names that Kubernetes recommends', () => {
    expect(sanitizeMetadata({ 'pod-label-app.kubernetes.io/name': 'web', 'Pod-Name': 'web-1' })).toEqual({
      'pod-label-app.kubernetes.io-name': 'web',
      'pod-name': 'web-1',
    });
  });

  it('keeps the first by raw name where two fall together', () => {
    expect(sanitizeMetadata({ 'pod-label-a/b': 'slash', 'pod-label-a-b': 'dash' })).toEqual({
      'pod-label-a-b': 'dash',
    });
  });

  it('encodes values to printable ASCII that can be read back', () => {
    expect(encodeMetadataValue('50% é\r\nx: y ')).toBe('50%25 %C3%A9%0D%0Ax: y%20');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const encoded = encodeMetadataValue(value);
        expect(encoded).toMatch(/^[\x21-\x7e]?([\x20-\x7e]*[\x21-\x7e])?$/);
        expect(decodeMetadataValue(encoded)).toBe(value);
      }),
    );
  });

  it('leaves a foreign percent sign alone', () => {
    expect(decodeMetadataValue('CPU usage 85.21% exceeds 80%')).toBe('CPU usage 85.21% exceeds 80%');
  });

  it('drops labels from the last by name, then other facts, and never what is required', () => {
    const labels = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `pod-label-${String(index).padStart(2, '0')}`,
        'x'.repeat(88),
      ]),
    );
    const given = { ...labels, sha256: 'a'.repeat(64), 'pod-name': 'p', node: 'n', timestamp: 't' };
    const kept = sanitizeMetadata(given);
    expect(size(kept)).toBeLessThanOrEqual(2048);
    expect(kept).toMatchObject({ sha256: given.sha256, 'pod-name': 'p', node: 'n', timestamp: 't' });
    const keptLabels = Object.keys(kept).filter((name) => name.startsWith('pod-label-'));
    expect(keptLabels).toEqual(Object.keys(labels).slice(0, keptLabels.length));
    // The next label would not have fitted.
    expect(size(kept) + 'pod-label-00'.length + 88).toBeGreaterThan(2048);
  });

  it('holds 2 KB whatever comes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string({ maxLength: 4000 })),
        fc.string({ maxLength: 5000 }),
        (raw, long) => {
          const kept = sanitizeMetadata({ ...raw, service: long, 'pod-name': long, sha256: 'a'.repeat(64) });
          expect(size(kept)).toBeLessThanOrEqual(2048);
          expect(kept.sha256).toBe('a'.repeat(64));
          for (const name of Object.keys(kept)) expect(name).toMatch(/^[a-z0-9._-]+$/);
        },
      ),
    );
  });
});
