/** The reference's command line from words to bytes: `prof pprof`. */
import { ProfError } from '../kit/errors.ts';
import type { Graphviz } from '../ports/graphviz.ts';
import type { OpenPromptTerminal } from '../ports/prompt-terminal.ts';
import { RunningCombination } from '../profile/combine.ts';
import type { Profile } from '../profile/profile.ts';
import { combineLoaded } from './combine-loaded.ts';
import { type LoadSourcesDeps, literalPath, loadSources } from './load-sources.ts';
import { isObjectFile } from './object-file.ts';
import { type PprofRequest, parsePprofArguments } from './pprof-flags.ts';
import { endingAwayFromTerminal, pictureFormatOf, reportKindOf } from './pprof-formats.ts';
import { PPROF_USAGE } from './pprof-usage.ts';
import type { ReportKind } from './report-options.ts';
import { parseSymbolize } from './symbolize-option.ts';
import { timeZoneOf } from './time-zone-of.ts';
import { type ReportDestination, writeReport } from './write-report.ts';

export interface PprofDeps extends LoadSourcesDeps {
  /** Where commands are asked for when the command line names no report; undefined without a terminal. */
  readonly prompt: () => PprofPrompt | undefined;
  /** What draws pictures. */
  readonly graphviz: () => Promise<Graphviz>;
  /** Asked for when something begins that can be ended. */
  readonly stop?: () => AbortSignal;
  /** The TZ variable; undefined if it is not set. */
  readonly tz: string | undefined;
  /** The current folder, absolute: where relative source files are looked for. */
  readonly cwd: string;
  /** Standard output. Resolves to false when nobody reads it any more. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  /** Standard output is a terminal: control characters of names are shown, and what is no text goes to a file. */
  readonly isTerminal: boolean;
}

export interface PprofPrompt {
  readonly openTerminal: OpenPromptTerminal;
  /** A message that something went wrong, apart from text that was asked for. */
  readonly complain: (message: string) => void;
}

/** Runs one command line; resolves to the exit status, 0 or 2. Everything it has to say goes to `warn`. */
export async function runPprof(argv: readonly string[], deps: PprofDeps): Promise<number> {
  const parsed = parsePprofArguments(argv);
  if (parsed.state !== 'parsed') {
    if (parsed.state === 'failed') deps.warn(parsed.message);
    deps.warn(PPROF_USAGE);
    return parsed.state === 'help' ? 0 : 2;
  }
  try {
    if (parsed.args.length === 0) {
      deps.warn(PPROF_USAGE);
      throw new ProfError('USAGE', 'no profile source specified');
    }
    const { program, sources } = await splitProgram(parsed.args, deps);
    const request = parsed.request(sources, deps.warn);
    const asked = request.format === undefined ? deps.prompt() : undefined;
    if (asked !== undefined) await prompt(request, program, deps, asked);
    else await report(request, reportKindOf(request.format), program, deps);
    return 0;
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    deps.warn(`pprof: ${error.message}`);
    return 2;
  }
}

const OBJECT_MAGIC_LIMIT = 1 << 30;

/** With two words or more, a first one that is a program's file names the program. */
async function splitProgram(
  args: readonly string[],
  deps: PprofDeps,
): Promise<{ readonly program: string | undefined; readonly sources: readonly string[] }> {
  const [first, ...others] = args;
  if (first === undefined || others.length === 0) return { program: undefined, sources: args };
  const files = await deps.files();
  const path = literalPath(first);
  if ((await files.stat(path))?.kind !== 'file') return { program: undefined, sources: args };
  const isProgram = isObjectFile(await files.read(path, OBJECT_MAGIC_LIMIT));
  return isProgram ? { program: first, sources: others } : { program: undefined, sources: args };
}

async function report(
  request: PprofRequest,
  kind: ReportKind,
  program: string | undefined,
  deps: PprofDeps,
): Promise<void> {
  const profile = await loadRequested(request, program, deps);
  const timeZone = await timeZoneOf(profile, deps.tz, () => deps.files());
  const { pattern, options, format } = request;
  const picture = pictureFormatOf(format);
  const destination = destinationOf(request, deps);
  await writeReport(profile, { kind, picture, pattern, options, destination }, { ...deps, timeZone });
}

/** As the reference does, what is no text goes to a file instead of a terminal. */
function destinationOf({ output, format }: PprofRequest, { isTerminal }: PprofDeps): ReportDestination {
  if (output !== '') return { state: 'file', path: output };
  const ending = endingAwayFromTerminal(format);
  return isTerminal && ending !== undefined ? { state: 'numbered', ending } : { state: 'stdout' };
}

async function prompt(
  request: PprofRequest,
  program: string | undefined,
  deps: PprofDeps,
  { openTerminal, complain }: PprofPrompt,
): Promise<void> {
  const profile = await loadRequested(request, program, deps);
  const timeZone = await timeZoneOf(profile, deps.tz, () => deps.files());
  const { runPrompt } = await import('./prompt/run-prompt.ts');
  await runPrompt(profile, request, { ...deps, timeZone, openTerminal, say: deps.warn, warn: complain });
}

/** All sources as one profile: merged, less the base, names simplified, uninteresting frames cut. */
async function loadRequested(
  request: PprofRequest,
  program: string | undefined,
  deps: PprofDeps,
): Promise<Profile> {
  const options = { ...request, program };
  const load = (names: readonly string[], what: 'source' | 'base') => loadMerged(names, what, options, deps);
  const loaded = await Promise.all([load(request.sources, 'source'), load(request.base, 'base')]);
  const groups = loaded.map((group) => ({ ...group, profiles: group.merged() }));
  for (const { what, asked, got } of groups) {
    if (got === 0 && asked > 0) throw new ProfError('NOT_FOUND', `failed to fetch any ${what} profiles`);
  }
  for (const { what, asked, got } of groups) {
    if (got < asked) deps.warn(`Fetched ${got} ${what} profiles out of ${asked}`);
  }
  const profile = await combineLoaded(groups[0]!.profiles, {
    bases: groups[1]!.profiles,
    baseMode: request.baseMode,
    normalize: request.normalize,
    symbolize: parseSymbolize(request.symbolize, deps.warn),
    allFrames: request.allFrames,
  });
  return request.comment === '' ? profile : { ...profile, comments: [...profile.comments, request.comment] };
}

/** The sources, or the bases. They are merged as they come, and `merged` says what went wrong. */
async function loadMerged(
  sources: readonly string[],
  what: 'source' | 'base',
  options: Parameters<typeof loadSources>[1],
  deps: PprofDeps,
) {
  const combination = new RunningCombination(sources.length);
  let got = 0;
  await loadSources(sources, options, deps, (profile) => {
    got++;
    combination.add(profile);
  });
  const merged = (): readonly Profile[] => {
    if (got === 0) return [];
    try {
      return [combination.finish()];
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      throw new ProfError(error.code, `problem fetching ${what} profiles: ${error.message}`, error);
    }
  };
  return { what, asked: sources.length, got, merged };
}
