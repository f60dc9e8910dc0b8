import { describe, expect, it } from 'vitest';
import { type FlagDefinitions, parseGoFlags } from '../../../src/report/go-flags.ts';

const FLAGS: FlagDefinitions = {
  top: { kind: 'bool', default: false },
  n: { kind: 'int', default: 0 },
  f: { kind: 'float', default: 0 },
  s: { kind: 'string', default: '' },
};

const values = (...argv: string[]) => {
  const outcome = parseGoFlags(argv, FLAGS);
  return outcome.state === 'parsed' ? { ...Object.fromEntries(outcome.values), args: outcome.args } : outcome;
};

describe('parseGoFlags', () => {
  it('takes one dash or two, = or the next word', () => {
    expect(values('-top', '--n', '3', '-f=0.5', '--s=a=b', 'x', '-top')).toEqual({
      top: true,
      n: 3,
      f: 0.5,
      s: 'a=b',
      args: ['x', '-top'],
    });
    expect(values('-s', '-top')).toEqual({ s: '-top', args: [] });
    expect(values('-s=')).toEqual({ s: '', args: [] });
    expect(values('-top', 'false')).toEqual({ top: true, args: ['false'] });
  });

  it('ends at the first other word, a single dash, or after two', () => {
    expect(values('-', '-top')).toEqual({ args: ['-', '-top'] });
    expect(values('--', '-top')).toEqual({ args: ['-top'] });
    expect(values('', '-top')).toEqual({ args: ['', '-top'] });
  });

  it('keeps the last of a repeated flag', () => {
    expect(values('-n=1', '-n=2', '-top', '-top=false')).toEqual({ n: 2, top: false, args: [] });
  });

  it.each(['-h', '--help', '-help'])('%s asks for help', (flag) => {
    expect(values(flag)).toEqual({ state: 'help' });
  });

  /** Recorded from Go's flag package. */
  it.each([
    ['-nosuch', 'flag provided but not defined: -nosuch'],
    ['-constructor', 'flag provided but not defined: -constructor'],
    ['---top', 'bad flag syntax: ---top'],
    ['-=top', 'bad flag syntax: -=top'],
    ['-n', 'flag needs an argument: -n'],
    ['-n=ten', 'invalid value "ten" for flag -n: parse error'],
    ['-n=99999999999999999999', 'invalid value "99999999999999999999" for flag -n: value out of range'],
    ['-f=1e999', 'invalid value "1e999" for flag -f: value out of range'],
    ['-top=yes', 'invalid boolean value "yes" for -top: parse error'],
  ])('%s is refused: %s', (word, message) => {
    expect(values(word)).toEqual({ state: 'failed', message });
  });

  /** Recorded from strconv.ParseInt(s, 0, 64) and strconv.ParseFloat(s, 64); null: an error. */
  it.each([
    ['1_000', 1000, 1000],
    ['0x1_0', 16, null],
    ['0_7', 7, 7],
    ['08', null, 8],
    ['0x', null, null],
    ['1__0', null, null],
    ['_1', null, null],
    ['0b1', 1, null],
    ['-0x10', -16, null],
    ['+5', 5, 5],
    ['1.', null, 1],
    ['.5', null, 0.5],
    ['1e3', null, 1000],
    ['1_0.5', null, 10.5],
    ['0x1p-2', null, 0.25],
    ['0x1_0p0', null, 16],
    ['inf', null, Infinity],
    ['-nan', null, null],
    ['', null, null],
    ['1e', null, null],
  ])('%j is the int %s and the float %s', (text, int, float) => {
    const given = (flag: string) => {
      const outcome = parseGoFlags([`-${flag}=${text}`], FLAGS);
      return outcome.state === 'parsed' ? outcome.values.get(flag) : null;
    };
    expect(given('n')).toBe(int);
    expect(given('f')).toBe(float);
  });
});
