import { describe, expect, it } from 'vitest';
import { type CommandTable, findCommand, isTopic, unknownCommand } from '../../../src/shell/command-table.ts';

const never = () => Promise.reject(new Error('loaded'));
const TABLE: CommandTable = { config: never, 'config:trust': never, ls: never, 'store:serve': never };

describe('findCommand', () => {
  it.each<[string[], string | undefined, string[]]>([
    [['ls'], 'ls', []],
    [['ls', '--json', 'config'], 'ls', ['--json', 'config']],
    [['config', '--json'], 'config', ['--json']],
    [['config', 'trust', '.'], 'config:trust', ['.']],
    [['config', 'trusty'], 'config', ['trusty']],
    [['store', 'serve', '-v'], 'store:serve', ['-v']],
    [['--json', 'ls'], undefined, []],
    [['store'], undefined, []],
    [['constructor'], undefined, []],
    [['config:trust'], 'config:trust', []],
    [[], undefined, []],
  ])('reads %j as %s', (argv, id, rest) => {
    expect(findCommand(argv, TABLE)).toEqual(id === undefined ? undefined : { id, argv: rest });
  });

  it('knows topics', () => {
    expect(['store', 'config', 'ls'].map((word) => isTopic(word, TABLE))).toEqual([true, true, false]);
  });
});

describe('unknownCommand', () => {
  it.each<[string[], string, string | undefined]>([
    [['sl'], 'prof has no command sl', 'did you mean prof ls?'],
    [['confg', 'x'], 'prof has no command confg', 'did you mean prof config?'],
    [['store', 'server'], 'prof has no command store server', 'did you mean prof store serve?'],
    [['frobnicate'], 'prof has no command frobnicate', undefined],
    [['--json', 'ls'], 'a command comes first, then its flags: --json', undefined],
  ])('answers %j', (argv, message, suggestion) => {
    const error = unknownCommand(argv, TABLE);
    expect(error).toMatchObject({ code: 'USAGE', message });
    expect(error.hints.find((hint) => hint.startsWith('did you mean'))).toBe(suggestion);
  });
});
