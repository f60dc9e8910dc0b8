import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { errorDocument, errorText, exitCodeLines } from '../../../src/present/error.ts';

describe('errors for people and programs', () => {
  const error = new ProfError('STORE_NOT_FOUND', 'no profile of service che\u001b[31mkout', {
    hints: ['did you mean checkout?'],
    details: { service: 'chekout' },
  });

  it('says what failed and what to do, with foreign text made visible', () => {
    expect(errorText(error)).toBe('prof: no profile of service che\\x1b[31mkout\n  did you mean checkout?\n');
  });

  it('colours its own word alone', () => {
    expect(errorText(error, true)).toBe(
      '\u001b[1;31mprof:\u001b[22;39m no profile of service che\\x1b[31mkout\n  did you mean checkout?\n',
    );
  });

  it('has the same fields for programs', () => {
    expect(errorDocument(error)).toEqual({
      schema: 'prof.error.v1',
      code: 'STORE_NOT_FOUND',
      exitCode: 3,
      message: 'no profile of service che\u001b[31mkout',
      hints: ['did you mean checkout?'],
      details: { service: 'chekout' },
    });
  });

  it('apologises for a bug with its stack', () => {
    const text = errorText(
      new ProfError('BUG', 'TypeError: x', { details: { stack: 'TypeError: x\n    at y' } }),
    );
    expect(text).toContain('\n      at y\n');
    expect(text).toContain('This is a bug in prof.');
  });

  it('lists every exit status once, in order', () => {
    const statuses = exitCodeLines().map((line) => Number.parseInt(line, 10));
    expect(statuses).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 70, 130, 143]);
  });
});
