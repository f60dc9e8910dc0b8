import {
  type CommandTable,
  findCommand,
  isTopic,
  type ProgramFacts,
  unknownCommand,
} from './command-table.ts';
import { drained, watchStreams } from './output.ts';
import { reportError } from './report-error.ts';
import { toProfError } from './to-prof-error.ts';

export interface MainOptions extends ProgramFacts {
  /** The arguments after the program's name. */
  readonly argv: readonly string[];
  readonly commands: CommandTable;
}

const HELP_FLAGS = ['--help', '-h'];

/**
 * From arguments to the end of the process, whatever is still open then (an idle connection, a server that does not
 * answer): what had to be finished is finished when the command is.
 */
export async function main(options: MainOptions): Promise<never> {
  watchStreams();
  reportStrayErrors(options.argv);
  await runCommand(options);
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit();
}

/** What was thrown where nobody waited for it: a bug like any other, so said like one. */
function reportStrayErrors(argv: readonly string[]): void {
  const report = (thrown: unknown) => {
    reportError(toProfError(thrown, { usage: 'prof', flagNames: [] }), argv);
    process.exit();
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}

/**
 * The one command that was asked for is loaded and run; the whole of oclif's
 * configuration (every command's flags, plugins) is loaded only for help: it takes as long as the rest together.
 */
async function runCommand(options: MainOptions): Promise<void> {
  const { argv, commands } = options;
  try {
    const call = findCommand(argv, commands);
    if (call === undefined) return await withoutCommand(options);
    const { default: CommandClass } = await commands[call.id]!();
    if (!CommandClass.rawArguments && asksForHelp(call.argv)) return await help(options, call.id.split(':'));
    CommandClass.id = call.id;
    await new CommandClass(call.argv, CommandClass.configFor?.(options))._run();
  } catch (thrown) {
    reportError(toProfError(thrown, { usage: 'prof', flagNames: [] }), argv);
  }
}

async function withoutCommand(options: MainOptions): Promise<void> {
  const { argv, commands } = options;
  const [first, ...rest] = argv;
  if (first === 'help') return help(options, rest);
  if (first !== undefined && HELP_FLAGS.includes(first)) return help(options, rest);
  const isDashboard = first === undefined || (first.startsWith('--') && first !== '--');
  if (isDashboard && process.stdin.isTTY && process.stdout.isTTY) {
    await runCommand({ ...options, argv: ['dash', ...argv] });
    return;
  }
  if (first === undefined) {
    await help(options, []);
    process.exitCode = 2;
    return;
  }
  if (isTopic(first, commands) && (rest.length === 0 || asksForHelp(rest))) return help(options, [first]);
  throw unknownCommand(argv, commands);
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).some((word) => HELP_FLAGS.includes(word));
}

async function help(options: MainOptions, words: readonly string[]): Promise<void> {
  const { showHelp } = await import('./help.ts');
  const subject = words.filter((word) => !word.startsWith('-'));
  if (
    subject.length > 0 &&
    !isTopic(subject[0]!, options.commands) &&
    !findCommand(subject, options.commands)
  ) {
    throw unknownCommand(subject, options.commands);
  }
  await showHelp(subject, options.root);
}
