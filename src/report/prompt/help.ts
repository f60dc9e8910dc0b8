/** `help`, and `help` for one command or setting. */
import type { OutputFormat } from '../pprof-flags.ts';
import { isReportFormat } from '../pprof-formats.ts';
import { ARGUMENT_MEANINGS, COMMAND_ARGUMENTS, COMMAND_HELP, SETTING_HELP } from './help-texts.ts';
import { insteadOf } from './instead-of.ts';
import { CHOICES, SETTINGS } from './settings.ts';

/** All commands and settings, a line each. */
export function generalHelp(): string {
  const formats = Object.keys(COMMAND_HELP) as OutputFormat[];
  const commands = formats.filter(isReportFormat).sort();
  const others = formats.filter((format) => !isReportFormat(format)).sort();
  return [
    '  Commands:',
    ...commands.map((name) => row(name, COMMAND_HELP[name][0])),
    row('o, options', 'Settings and their values'),
    row('q, quit, exit, ^D', 'End'),
    row(':', 'Forget focus, ignore, hide, tagfocus and tagignore'),
    '',
    '  Not here; they say what to use instead:',
    `    ${others.join(' ')}`,
    '',
    '  Settings, as NAME=VALUE (NAME alone turns a switch on):',
    ...Object.keys(SETTINGS)
      .filter((name) => !CHOICES.has(name))
      .sort()
      .map((name) => row(name, SETTING_HELP[name]![0])),
    ...[...CHOICES].flatMap(([group, choices]) => [
      '',
      `  ${group}= one of:`,
      ...choices.map((name) => row(name, SETTING_HELP[name]![0])),
    ]),
    '',
    '  The name of a sample type chooses it (help sample_index). help NAME says more.',
  ].join('\n');
}

/** What one command or setting is for; undefined for a name that is neither. */
export function helpOn(name: string, sampleTypes: readonly string[]): string | undefined {
  if (Object.hasOwn(COMMAND_HELP, name)) return commandHelp(name as OutputFormat);
  const choices = CHOICES.get(name);
  if (choices !== undefined) return `${name}= one of: ${choices.join(' ')}\n`;
  if (!Object.hasOwn(SETTING_HELP, name)) return undefined;
  const text = SETTING_HELP[name]!.map((line) => `${line}\n`).join('');
  return name === 'sample_index' ? `${text}This profile has: ${sampleTypes.join(' ')}\n` : text;
}

function commandHelp(format: OutputFormat): string {
  const usage = COMMAND_ARGUMENTS[format];
  const lines = [...COMMAND_HELP[format]];
  if (!isReportFormat(format)) return `${[...lines, insteadOf(format)].join('\n')}\n`;
  lines.push(`  ${format} ${usage}`);
  for (const [argument, meaning] of ARGUMENT_MEANINGS) {
    if (usage.includes(argument))
      lines.push(`    ${argument.replaceAll(/[[\]]/g, '').padEnd(12)} ${meaning}`);
  }
  return `${lines.join('\n')}\n`;
}

const row = (name: string, text: string): string => `    ${name.padEnd(20)} ${text}`;
