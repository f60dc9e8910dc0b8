import type { Config } from '@oclif/core';
import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';

/** Every command by its id (`config:trust`), each loaded only when it runs. Made by the build from src/commands/. */
export type CommandTable = Readonly<Record<string, () => Promise<{ readonly default: CommandClass }>>>;

export interface ProgramFacts {
  /** The folder of package.json and oclif.manifest.json. */
  readonly root: string;
  readonly version: string;
}

export interface CommandClass {
  id: string;
  new (argv: string[], config: Config | undefined): { _run(): Promise<unknown> };
  /** What the command is to get as its configuration; commands that are none of oclif's get none. */
  configFor?(program: ProgramFacts): Config;
  /** Takes its arguments as they are: no flag parsing, no --help of ours, nothing of oclif. */
  readonly rawArguments?: boolean;
}

export interface CommandCall {
  readonly id: string;
  readonly argv: string[];
}

/** The command that the arguments begin with, by the longest match (`config trust` before `config`), if there is one. */
export function findCommand(argv: readonly string[], table: CommandTable): CommandCall | undefined {
  const firstFlag = argv.findIndex((word) => word.startsWith('-'));
  const words = argv.slice(0, firstFlag === -1 ? argv.length : firstFlag);
  for (let count = Math.min(words.length, 3); count > 0; count--) {
    const id = words.slice(0, count).join(':');
    if (Object.hasOwn(table, id)) return { id, argv: argv.slice(count) };
  }
  return undefined;
}

/** Whether `store` stands before other words of ids (`store:serve`) without being a command itself. */
export function isTopic(word: string, table: CommandTable): boolean {
  return Object.keys(table).some((id) => id.startsWith(`${word}:`));
}

/** The usage error for arguments that begin with no command. */
export function unknownCommand(argv: readonly string[], table: CommandTable): ProfError {
  const [first = '', second] = argv;
  if (first.startsWith('-')) {
    return new ProfError('USAGE', `a command comes first, then its flags: ${first}`, {
      hints: ['for example: prof ls --store demo', 'see prof --help'],
    });
  }
  const known = Object.keys(table).map((id) => id.replaceAll(':', ' '));
  const typed = second && isTopic(first, table) ? `${first} ${second}` : first;
  const near = didYouMean(typed, known);
  return new ProfError('USAGE', `prof has no command ${typed}`, {
    hints: [...(near === undefined ? [] : [`did you mean prof ${near}?`]), 'see prof --help'],
  });
}
