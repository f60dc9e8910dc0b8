import { Command, type Interfaces, Config as OclifConfig, Parser } from '@oclif/core';
import { type Config, loadConfig } from '../config/load-config.ts';
import { ERROR_CODES, type ErrorCode, ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { formatJson } from '../present/json.ts';
import { configFiles, createWiring, type Wiring } from '../wire.ts';
import type { ProgramFacts } from './command-table.ts';
import { type GlobalFlagValues, globalFlags, s3Flags } from './global-flags.ts';
import { Output } from './output.ts';
import { printPaged } from './paging.ts';
import { pathEnvironment } from './path-environment.ts';
import { Progress } from './progress.ts';
import { asksFor, reportError } from './report-error.ts';
import { askedStopSignal, stoppedExitCode, stopSignal } from './stop-signal.ts';
import { toProfError } from './to-prof-error.ts';

/** What a command works with; made once from its global flags. */
export interface CommandContext {
  readonly config: Config;
  readonly wiring: Wiring;
  readonly out: Output;
  readonly progress: Progress;
  /**
   * Prints text for people that may be long, as it is made: on a terminal by the pager where it does not fit.
   * Nothing with --json. For commands with `pagerFlag`.
   */
  page(chunks: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /**
   * Aborted by Ctrl-C, SIGTERM or SIGHUP. Reading this takes over from the system's "die at once",
   * so a command reads it only if it has something to finish or to clean up.
   */
  readonly signal: AbortSignal;
}

const KUBECTL_OUTPUT_WORDS = ['json', 'yaml', 'wide', 'name'];

/**
 * What every command is made of. A command defines its flags, arguments and examples and a `run` that parses,
 * asks for `this.context(flags)`, calls a feature, prints through `out`, and returns the result:
 * with --json that result is printed as the one document on stdout. Errors become text or `prof.error.v1`.
 */
export abstract class BaseCommand<Result> extends Command {
  static override baseFlags = globalFlags;

  #exitCode: number | undefined;
  #colorSetting: Config['color'] = 'auto';

  abstract override run(): Promise<Result>;

  /** As much of oclif's configuration as one command needs; the rest, of every command, takes as long as all else. */
  static configFor({ root, version }: ProgramFacts): OclifConfig {
    const config = new OclifConfig({ root });
    config.root = root;
    config.bin = 'prof';
    config.version = version;
    return config;
  }

  /** What the global flags, environment variables and configuration files make of this run. */
  protected async context(flags: GlobalFlagValues): Promise<CommandContext> {
    const config = await loadConfig(
      {
        flags: {
          store: flags.store,
          env: flags.env,
          limit: flags.limit,
          foreignService: flags['foreign-service'],
          s3: s3Flags(flags),
        },
      },
      { paths: pathEnvironment(), files: await configFiles() },
    );
    this.#colorSetting = config.color;
    const out = this.output(flags, config.color);
    for (const line of originLines(config)) out.detail(line);
    const wiring = createWiring(config, { stop: askedStopSignal });
    return {
      config,
      wiring,
      out,
      progress: new Progress(out),
      page: (chunks) => printPaged(chunks, flags.pager, { out, config, wiring }),
      get signal() {
        return stopSignal();
      },
    };
  }

  /** Another store than the configured one, with the marks that the configuration gives it; undefined: that one. */
  protected async openStore(url: string | undefined, flags: GlobalFlagValues): Promise<BlobStore> {
    const { wiring } = await this.context(url === undefined ? flags : { ...flags, store: url });
    return wiring.store();
  }

  /** Only the streams: for commands that must work whatever the configuration says. */
  protected output(flags: GlobalFlagValues, colorSetting: Config['color'] = 'auto'): Output {
    return new Output({
      json: flags.json === true,
      quiet: flags.quiet === true,
      verbose: flags.verbose === true,
      noColor: flags['no-color'] === true,
      colorSetting,
    });
  }

  /**
   * Ends with this code's exit status although the result is complete: `PARTIAL` after some targets failed,
   * `DIFFERS` where a gate was asked for.
   */
  protected exitWith(code: ErrorCode): void {
    this.#exitCode = ERROR_CODES[code].exitCode;
  }

  protected override async parse<
    F extends Record<string, unknown>,
    B extends Record<string, unknown>,
    A extends Record<string, unknown>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    refuseKubectlOutput(argv);
    const input = options ?? (this.ctor as Interfaces.Input<F, B, A>);
    // A missing argument is an error at once: the parser would otherwise wait for standard input to provide it.
    const args = Object.fromEntries(
      Object.entries(input.args ?? {}).map(([name, arg]) => [
        name,
        { ...(arg as object), ignoreStdin: true },
      ]),
    );
    const flags = { ...input.baseFlags, ...input.flags };
    // Not `super.parse`: it runs the hooks of plugins, which takes the whole configuration.
    const merged = { context: this, args, flags, strict: input.strict ?? true } as unknown;
    const parsed = await Parser.parse(argv, merged as Interfaces.Input<F, B, A>);
    this.parsed = true;
    // The parser leaves an unset boolean undefined although its type says boolean.
    const values = parsed.flags as Record<string, unknown>;
    for (const [name, flag] of Object.entries(flags)) {
      // One with a `--no-` form may also be left open.
      if (flag.type === 'boolean' && flag.allowNo !== true) values[name] ??= false;
    }
    return parsed as Interfaces.ParserOutput<F, B, A>;
  }

  /** The whole life of a command; replaces the parser library's own, which prints errors its way. */
  override async _run<T>(): Promise<T> {
    const json = asksFor('--json', this.argv);
    try {
      const result = await this.run();
      if (json && result !== undefined) process.stdout.write(formatJson(result));
      process.exitCode = stoppedExitCode() ?? this.#exitCode ?? 0;
      return result as unknown as T;
    } catch (thrown) {
      reportError(toProfError(thrown, this.#facts()), this.argv, this.#colorSetting);
      return undefined as T;
    }
  }

  #facts() {
    const ctor = this.ctor;
    return {
      usage: `${this.config.bin} ${(ctor.id ?? '').replaceAll(':', ' ')}`.trim(),
      flagNames: Object.keys({ ...ctor.baseFlags, ...ctor.flags }),
    };
  }
}

/** `-o` names a file here; who types kubectl's `-o json` is told the flag that does it. */
function refuseKubectlOutput(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  for (const [index, word] of words.entries()) {
    const value =
      word === '-o' || word === '--output' ? words[index + 1] : /^(?:-o=?|--output=)(.+)$/s.exec(word)?.[1];
    if (value === undefined || !KUBECTL_OUTPUT_WORDS.includes(value)) continue;
    throw new ProfError('USAGE', `-o names a file here, not a format: -o ${value}`, {
      hints: [
        value === 'json' ? 'use --json' : 'use --json for machines; the plain output is the table',
        `to write a file of that name: -o ./${value}`,
      ],
    });
  }
}

/** For -v: what this run goes by, and who said so. */
function originLines({ applied, files }: Config): string[] {
  const changed = applied.filter(({ key, source }) => key === 'store' || source !== 'default');
  const settings = changed.map(({ key, value, source, origin }) => `${key}: ${value} (${origin || source})`);
  return [...files.map((file) => `read ${file}`), ...settings];
}
