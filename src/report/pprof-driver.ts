/** The reference's command line from words to bytes: `prof pprof`. */
import { ProfError } from '../kit/errors.ts';
import { combineProfiles, subtractBase } from '../profile/combine.ts';
import type { Profile } from '../profile/profile.ts';
import { pruneFrames } from '../profile/prune.ts';
import { simplifyNames } from '../profile/simplify-names.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import { type LoadSourcesDeps, literalPath, loadSources } from './load-sources.ts';
import { isObjectFile } from './object-file.ts';
import { type OutputFormat, type PprofRequest, parsePprofArguments } from './pprof-flags.ts';
import { PPROF_USAGE } from './pprof-usage.ts';
import { prepareReport } from './prepare-report.ts';
import { protoReport } from './proto.ts';
import { rawOfPrepared } from './raw.ts';
import { compilePattern } from './regexps.ts';
import { parseSymbolize } from './symbolize-option.ts';
import { localTimeZone, type TimeZone } from './time-zone.ts';
import { renderTop, topOfPrepared } from './top.ts';

export interface PprofDeps extends LoadSourcesDeps {
  /** The TZ variable; undefined if it is not set. */
  readonly tz: string | undefined;
  /** Standard output. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
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
  const timeZone = await timeZoneFor(profile, format, deps);
  const prepared = await prepareReport(profile, format, request.options, { timeZone, warn: deps.warn });
  if (request.output === '') {
    for (const bytes of reportBytes(prepared, format)) await deps.write(bytes);
    return;
  }
  deps.warn(`Generating report in ${request.output}`);
  const whole = Buffer.concat([...reportBytes(prepared, format)]);
  await (await deps.files()).write(literalPath(request.output), whole, { overwrite: true });
}

function* reportBytes(
  prepared: Awaited<ReturnType<typeof prepareReport>>,
  format: ImplementedFormat,
): Generator<Uint8Array> {
  if (format === 'proto') yield protoReport(prepared);
  else if (format === 'raw') for (const text of rawOfPrepared(prepared)) yield encodeUtf8(text);
  else yield encodeUtf8(renderTop(topOfPrepared(prepared)));
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
  let profile =
    bases.length === 0
      ? combineProfiles(sources)
      : subtractBase(sources, bases, { mode: request.baseMode, normalize: request.normalize });
  profile = parseSymbolize(request.symbolize, deps.warn).isOff ? profile : simplifyNames(profile);
  if (!request.allFrames)
    profile = await pruneFrames(profile, (pattern) => compilePattern(pattern, 'parsing frames regexp'));
  return request.comment === '' ? profile : { ...profile, comments: [...profile.comments, request.comment] };
}

const MAX_ZONE_BYTES = 1 << 20;

/** Only a time that is shown needs the zone's file. */
async function timeZoneFor(
  profile: Profile,
  format: ImplementedFormat,
  deps: PprofDeps,
): Promise<TimeZone | undefined> {
  if (profile.timeNanos === 0n || format === 'proto') return undefined;
  return localTimeZone(deps.tz, async (path) => {
    const files = await deps.files();
    const found = await files.stat(path);
    return found?.kind === 'file' ? files.read(path, MAX_ZONE_BYTES) : undefined;
  });
}
