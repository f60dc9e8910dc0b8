/** A session at the prompt: its settings, and what each line does. Knows no terminal. */
import { ProfError } from '../../kit/errors.ts';
import type { Profile } from '../../profile/profile.ts';
import type { OutputFormat } from '../pprof-flags.ts';
import { endingAwayFromTerminal, isReportFormat, pictureFormatOf, reportKindOf } from '../pprof-formats.ts';
import { type ReportDestination, type WriteReportDeps, writeReport } from '../write-report.ts';
import { assign } from './assign.ts';
import { expandShortcut, shortcutsOf } from './expand-shortcut.ts';
import { goFields } from './go-fields.ts';
import { generalHelp, helpOn } from './help.ts';
import { insteadOf } from './instead-of.ts';
import { listSettings } from './list-settings.ts';
import { parseCommand } from './parse-command.ts';
import { reportOptionsOf, type Settings } from './settings.ts';

export interface SessionDeps extends WriteReportDeps {
  /** Shows text that was asked for and is no report. */
  readonly say: (text: string) => void;
}

/** `ended`: by a command, or because nobody reads the reports any more. */
export type SessionState = 'open' | 'ended';

export class Session {
  private settings: Settings;
  private readonly profile: Profile;
  private readonly deps: SessionDeps;
  private readonly shortcuts: ReadonlyMap<string, readonly string[]>;

  constructor(profile: Profile, settings: Settings, deps: SessionDeps) {
    this.profile = profile;
    this.settings = settings;
    this.deps = deps;
    this.shortcuts = shortcutsOf(profile);
  }

  /** Does what a line says. What is wrong with it goes to `warn`, and changes nothing. */
  async step(line: string): Promise<SessionState> {
    for (const single of expandShortcut(line, this.shortcuts)) {
      try {
        if ((await this.run(single)) === 'ended') return 'ended';
      } catch (error) {
        if (!(error instanceof ProfError)) throw error;
        // Who stopped a report says so, however far it was.
        if (error.code !== 'INTERRUPTED') this.deps.warn(error.message);
      }
    }
    return 'open';
  }

  private async run(line: string): Promise<SessionState> {
    const assigned = assign(line, this.settings, this.profile);
    if (assigned !== undefined) {
      this.settings = assigned;
      return 'open';
    }
    const words = goFields(line);
    switch (words[0]) {
      case undefined:
        return 'open';
      case 'o':
      case 'options':
        this.deps.say(listSettings(this.settings, this.profile));
        return 'open';
      case 'exit':
      case 'quit':
      case 'q':
        return 'ended';
      case 'help':
        this.help(words.slice(1).join(' '));
        return 'open';
      default:
        return this.report(words);
    }
  }

  private help(name: string): void {
    const types = this.profile.sampleTypes.map(({ type }) => type);
    const text = name === '' ? generalHelp() : helpOn(name, types);
    if (text === undefined) throw new ProfError('USAGE', `Unknown command: ${name}`);
    this.deps.say(text);
  }

  private async report(words: readonly string[]): Promise<SessionState> {
    const { format, pattern, settings } = parseCommand(words, this.settings);
    if (!isReportFormat(format)) throw new ProfError('USAGE', insteadOf(format));
    const destination = destinationOf(format, String(settings.output));
    const kind = reportKindOf(format);
    const picture = pictureFormatOf(format);
    const request = { kind, picture, pattern, options: reportOptionsOf(settings), destination };
    return (await writeReport(this.profile, request, this.deps)) ? 'open' : 'ended';
  }
}

function destinationOf(format: OutputFormat, output: string): ReportDestination {
  if (output !== '') return { state: 'file', path: output };
  const ending = endingAwayFromTerminal(format);
  return ending === undefined ? { state: 'stdout' } : { state: 'numbered', ending };
}
