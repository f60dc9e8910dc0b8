import { describe, expect, it } from 'vitest';
import { parseWhen } from '../../../src/kit/when.ts';

const nowMs = Date.parse('2024-03-01T10:20:30.400Z');

describe('parseWhen', () => {
  it.each([
    ['now', '2024-03-01T10:20:30.400Z'],
    ['-3h', '2024-03-01T07:20:30.400Z'],
    ['now-3h', '2024-03-01T07:20:30.400Z'],
    ['3h', '2024-03-01T07:20:30.400Z'],
    ['7d', '2024-02-23T10:20:30.400Z'],
    ['20240115-120000', '2024-01-15T12:00:00Z'],
    ['20240115120000', '2024-01-15T12:00:00Z'],
    ['2024-01-15T12:00:00Z', '2024-01-15T12:00:00Z'],
    ['2024-01-15t12:00:00z', '2024-01-15T12:00:00Z'],
    ['2024-01-15T12:00:00', '2024-01-15T12:00:00Z'],
    ['2024-01-15T12:00', '2024-01-15T12:00:00Z'],
    ['2024-01-15 12:00:01.25', '2024-01-15T12:00:01.250Z'],
    ['2024-01-15T12:00:00+02:00', '2024-01-15T10:00:00Z'],
    ['2024-01-15T23:30:00-0130', '2024-01-16T01:00:00Z'],
  ])('%s is %s, whichever edge is asked for', (text, iso) => {
    expect(parseWhen(text, { nowMs, edge: 'first' })).toBe(Date.parse(iso));
    expect(parseWhen(text, { nowMs, edge: 'last' })).toBe(Date.parse(iso));
  });

  it.each([
    ['2024-02-29', '2024-02-29'],
    ['today', '2024-03-01'],
    ['yesterday', '2024-02-29'],
    ['Yesterday', '2024-02-29'],
  ])('%s is a whole day', (text, day) => {
    expect(parseWhen(text, { nowMs, edge: 'first' })).toBe(Date.parse(`${day}T00:00:00.000Z`));
    expect(parseWhen(text, { nowMs, edge: 'last' })).toBe(Date.parse(`${day}T23:59:59.999Z`));
  });

  it.each([
    '',
    'tomorrow',
    '2024-02-30',
    '2024-13-01',
    '2024-1-5',
    '20240115-250000',
    '20240115-126000',
    '2024-01-15T24:01:00Z',
    '2024-01-15T12:00:00+99:00',
    '1969-12-31',
    '+3h',
    'now+3h',
    '3',
    '--3h',
  ])('%j is no time', (text) => {
    expect(parseWhen(text, { nowMs, edge: 'first' })).toBeUndefined();
  });
});
