import { describe, expect, it } from 'vitest';
import { formatJson, formatJsonLine } from '../../../src/present/json.ts';

describe('formatJson', () => {
  it('keeps integers exact beyond 2^53', () => {
    const value = {
      small: 5n,
      edge: 9007199254740991n,
      large: 9223372036854775807n,
      least: -(2n ** 63n),
      float: 1.5,
    };
    expect(JSON.parse(formatJson(value))).toEqual({
      small: 5,
      edge: 9007199254740991,
      large: '9223372036854775807',
      least: '-9223372036854775808',
      float: 1.5,
    });
    expect(JSON.parse(formatJson([2 ** 60]))).toEqual(['1152921504606846976']);
  });

  it('writes nothing that steers a terminal, and loses nothing', () => {
    const name = '\u001b[31m\u009b\u202e\u200b\u2028\u007f\ufeff\ud800 é漢😀';
    const text = formatJson({ name });
    expect(JSON.parse(text)).toEqual({ name });
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/);
    expect(text).toContain('é漢😀');
  });

  it('ends in one newline; a stream has one object a line', () => {
    expect(formatJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
    expect(formatJsonLine({ a: 'x\ny' })).toBe('{"a":"x\\ny"}\n');
  });
});
