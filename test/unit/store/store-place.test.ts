import { describe, expect, it } from 'vitest';
import { parseDestination, parseStorePlace } from '../../../src/store/store-place.ts';

const KEY = '2024-01-15/checkout/20240115-120000-cpu.pprof';

describe('parseStorePlace', () => {
  it.each([
    ['store:', undefined, {}],
    ['store:2024-01-15/', undefined, { day: '2024-01-15' }],
    [`store:${KEY}`, undefined, { key: KEY }],
    ['s3://bucket', 's3://bucket', {}],
    ['s3://bucket/profiles/', 's3://bucket/profiles', {}],
    ['s3://bucket/profiles/2024-01-15/', 's3://bucket/profiles', { day: '2024-01-15' }],
    ['s3://bucket/2024-01-15/a%20b/', 's3://bucket/', { day: '2024-01-15', service: 'a b' }],
    [`s3://bucket/p/${KEY}`, 's3://bucket/p', { key: KEY }],
    ['s3://2024-01-15', 's3://2024-01-15', {}],
    ['./profiles', './profiles', {}],
    ['./profiles/2024-01-15', './profiles', { day: '2024-01-15' }],
    [`./${KEY}`, './', { key: KEY }],
    ['2024-01-15', '.', { day: '2024-01-15' }],
    ['/var/profiles', '/var/profiles', {}],
    [`/${KEY}`, '/', { key: KEY }],
    ['../x', '../x', {}],
    ['~/profiles/2024-01-15', '~/profiles', { day: '2024-01-15' }],
    ['file:/var/profiles/2024-01-15/', 'file:/var/profiles', { day: '2024-01-15' }],
    ['file:///var/profiles', 'file:///var/profiles', {}],
    ['demo', 'demo', {}],
    ['./2024-13-45', './2024-13-45', {}],
    ['.', '.', {}],
    ['..', '..', {}],
  ])('%s', (text, store, part) => {
    expect(parseStorePlace(text)).toEqual({ store, part });
  });

  it('has no folders in the configured store but its own', () => {
    expect(() => parseStorePlace('store:a/b')).toThrow('not a part of a store: store:a/b');
  });
});

describe('parseDestination', () => {
  it('is a store, or the same part of one as the source', () => {
    expect(parseDestination('./copy')).toBe('./copy');
    expect(parseDestination('./copy/2024-01-15/', { day: '2024-01-15' })).toBe('./copy');
    expect(() => parseDestination('./copy/2024-01-15/')).toThrow('a part of a store');
    expect(() => parseDestination('./copy/2024-01-15/', { day: '2024-01-16' })).toThrow('a part of a store');
  });
});
