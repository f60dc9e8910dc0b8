import { Args, Command, type Config, Flags, Parser } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { toProfError } from '../../../src/shell/to-prof-error.ts';

const FLAGS = {
  json: Flags.boolean(),
  store: Flags.string(),
  type: Flags.string({ options: ['cpu', 'heap'] }),
  count: Flags.integer({ min: 1 }),
  quiet: Flags.boolean({ exclusive: ['json'] }),
};
const FACTS = { usage: 'prof ls', flagNames: Object.keys(FLAGS) };

class Example extends Command {
  async run() {}
}

/** What the parser's refusal of these arguments becomes. */
async function refusal(...argv: string[]): Promise<ProfError> {
  const args = { name: Args.string({ required: true, description: 'whose', ignoreStdin: true }) };
  const context = new Example([], {} as Config);
  try {
    await Parser.parse(argv, { flags: FLAGS, args, context, strict: true });
  } catch (error) {
    return toProfError(error, FACTS);
  }
  throw new Error('it was accepted');
}

describe('toProfError', () => {
  it.each<[string[], string, string[]]>([
    [['a', '--stor=x'], 'unknown flag --stor=x', ['did you mean --store?', 'see prof ls --help']],
    [['a', '--zzzzzz'], 'unknown flag --zzzzzz', ['see prof ls --help']],
    [['a', 'b'], 'unexpected argument b', ['see prof ls --help']],
    [['a', '--store'], 'flag --store expects a value', ['see prof ls --help']],
    [['a', '--type', 'x'], 'expected --type=x to be one of: cpu, heap', ['see prof ls --help']],
    [
      ['a', '--count', '0'],
      '--count: expected an integer greater than or equal to 1 but received: 0',
      ['see prof ls --help'],
    ],
  ])('words the refusal of %j', async (argv, message, hints) => {
    const error = await refusal(...argv);
    expect({ code: error.code, message: error.message, hints: error.hints }).toEqual({
      code: 'USAGE',
      message,
      hints,
    });
  });

  it('names what is missing', async () => {
    expect((await refusal()).message).toMatch(/^missing argument:\s+name\s+whose$/);
  });

  it('leaves our own errors alone, also as the reason of an abort', () => {
    const ours = new ProfError('INTERRUPTED', 'stopped');
    expect(toProfError(ours, FACTS)).toBe(ours);
    const abort = new DOMException('This operation was aborted', 'AbortError');
    Object.defineProperty(abort, 'cause', { value: ours });
    expect(toProfError(abort, FACTS)).toBe(ours);
  });

  it('calls everything else a bug, with its stack', () => {
    const error = toProfError(new TypeError('x is not a function'), FACTS);
    expect(error).toMatchObject({ code: 'BUG', exitCode: 70, message: 'TypeError: x is not a function' });
    expect(error.details.stack).toContain('to-prof-error.test.ts');
    expect(toProfError('thrown text', FACTS)).toMatchObject({ code: 'BUG', message: 'thrown text' });
  });
});
