/** The reference's command line from words to bytes: `prof pprof`. */
import { ProfError } from '../kit/errors.ts';
import type { Profile } from '../profile/profile.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import { combineLoaded } from './combine-loaded.ts';
import { type LoadSourcesDeps, literalPath, loadSources } from './load-sources.ts';
import { isObjectFile } from './object-file.ts';
import { type OutputFormat, type PprofRequest, parsePprofArguments } from './pprof-flags.ts';
import { PPROF_USAGE } from './pprof-usage.ts';
import { type PreparedReport, prepareReport } from './prepare-report.ts';
import { protoReport } from './proto.ts';
import { rawOfPrepared } from './raw.ts';
import { safeLines } from './safe-lines.ts';
import { parseSymbolize } from './symbolize-option.ts';
import { timeZoneOf } from './time-zone-of.ts';
import { renderTop, topOfPrepared } from './top.ts';

export interface PprofDeps extends LoadSourcesDeps {
  /** The TZ variable; undefined if it is not set. */
  readonly tz: string | undefined;
  /** Standard output. Resolves to false when nobody reads it any more. */
  readonly write: (bytes: Uint8Array) => Promise<boolean>;
  /** Standard output is a terminal: control characters of names are shown, and binary data is refused. */
  readonly isTerminal: boolean;
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
    await report(request, implemented(request.format), program, deps);
    return 0;
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    deps.warn(`pprof: ${error.message}`);
    return 2;
  }
}

const IMPLEMENTED = ['top', 'text', 'raw', 'proto'] as const;
type ImplementedFormat = (typeof IMPLEMENTED)[number];

function implemented(format: OutputFormat | undefined): ImplementedFormat {
  const found = IMPLEMENTED.find((known) => known === format);
  if (found !== undefined) return found;
  const instead = 'use one of -top, -text, -raw, -proto';
  throw new ProfError(
    'USAGE',
    format === undefined
      ? `an output format is needed; ${instead}`
      : `-${format} is not available; ${instead}`,
  );
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
  format: ImplementedFormat,
  program: string | undefined,
  deps: PprofDeps,
): Promise<void> {
  const profile = await loadRequested(request, program, deps);
  const timeZone = await timeZoneOf(profile, deps.tz, () => deps.files());
  const prepared = await prepareReport(profile, format, request.options, { timeZone, warn: deps.warn });
  if (request.output === '') {
    if (format === 'proto' && deps.isTerminal) {
      throw new ProfError('USAGE', 'binary data is not written to a terminal; use -output=FILE');
    }
    for (const bytes of reportBytes(prepared, format, deps.isTerminal))
      if (!(await deps.write(bytes))) return;
    return;
  }
  deps.warn(`Generating report in ${request.output}`);
  const whole = Buffer.concat([...reportBytes(prepared, format, false)]);
  await (await deps.files()).write(literalPath(request.output), whole, { overwrite: true });
}

function* reportBytes(
  prepared: PreparedReport,
  format: ImplementedFormat,
  isTerminal: boolean,
): Generator<Uint8Array> {
  if (format === 'proto') yield protoReport(prepared);
  else {
    const texts = format === 'raw' ? rawOfPrepared(prepared) : [renderTop(topOfPrepared(prepared))];
    for (const text of texts) yield encodeUtf8(isTerminal ? safeLines(text) : text);
  }
}

/** All sources as one profile: merged, less the base, names simplified, uninteresting frames cut. */
async function loadRequested(
  request: PprofRequest,
  program: string | undefined,
  deps: PprofDeps,
): Promise<Profile> {
  const options = { ...request, program };
  const sources = await loadSources(request.sources, 'source', options, deps);
  const bases = await loadSources(request.base, 'base', options, deps);
  const profile = await combineLoaded(sources, {
    bases,
    baseMode: request.baseMode,
    normalize: request.normalize,
    simplifyNames: !parseSymbolize(request.symbolize, deps.warn).isOff,
    allFrames: request.allFrames,
  });
  return request.comment === '' ? profile : { ...profile, comments: [...profile.comments, request.comment] };
}
