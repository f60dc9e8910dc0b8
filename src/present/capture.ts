import type {
  CapturedProfile,
  CaptureFailure,
  CaptureResult,
  ReachedEndpoint,
  ReachedProcess,
  TargetResult,
} from '../capture/capture-result.ts';
import { safeText } from '../kit/safe-text.ts';
import type { ServiceName } from '../naming/service-name.ts';
import { formatValue } from '../profile/measurement.ts';
import { placeText } from './endpoint-place.ts';

/** What `prof capture --json` prints. */
export interface CaptureDocument {
  readonly schema: 'prof.capture.v1';
  /** The stamp that all keys of this run share, UTC. */
  readonly run: string;
  readonly time: string;
  readonly dryRun: boolean;
  readonly targets: readonly CaptureTargetDocument[];
  /** Absent where nothing failed. */
  readonly errors?: readonly CaptureErrorDocument[];
}

export interface CaptureTargetDocument {
  readonly target: string;
  readonly service: string;
  /** The rules that were asked for the name, the strongest first. */
  readonly serviceRules: readonly { rule: string; name: string | null; why: string; won: boolean }[];
  readonly types: readonly string[];
  readonly seconds: number;
  /** Of pods: where the program was found; null: nothing was asked, or nothing answered. */
  readonly endpoint?: CaptureEndpointDocument | null;
  readonly profiles: readonly CapturedProfileDocument[];
}

export interface CaptureEndpointDocument {
  readonly kind: 'pprof' | 'inspector';
  readonly scheme: string;
  readonly port: number;
  readonly path: string;
  readonly why: string;
  readonly way: string;
  readonly wayWhy: string;
  readonly offered: readonly string[] | null;
  /** null: several may be behind it, and none declares the port. */
  readonly container: string | null;
  /** Of a Node.js process that --exec found. */
  readonly program?: {
    readonly pid: number;
    readonly script: string;
    readonly container: string;
    readonly port: number;
    /** By SIGUSR1; false: its inspector was open. */
    readonly isWoken: boolean;
  };
}

export interface CapturedProfileDocument {
  readonly type: string;
  /** Key in the store, file, or `-`. */
  readonly place: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly requestedSeconds: number | null;
  readonly measuredSeconds: number | null;
  readonly warnings: readonly string[];
}

export interface CaptureErrorDocument {
  readonly target: string;
  readonly type: string | null;
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
}

export function captureDocument(result: CaptureResult): CaptureDocument {
  return {
    schema: 'prof.capture.v1',
    run: result.run,
    time: new Date(result.runMs).toISOString(),
    dryRun: result.dryRun,
    targets: result.targets.map(targetDocument),
    ...(result.failures.length === 0 ? {} : { errors: captureErrors(result) }),
  };
}

function targetDocument({ plan, target, service, profiles, reached }: TargetResult): CaptureTargetDocument {
  return {
    target,
    service: service.name,
    serviceRules: service.candidates.map((candidate) => {
      const { rule, name, why } = candidate;
      return { rule, name: name ?? null, why, won: candidate === winnerOf(service) };
    }),
    ...(plan.target.kind === 'pod' ? { endpoint: endpointDocument(reached) } : {}),
    types: plan.requests.map(({ type }) => type),
    seconds: plan.seconds,
    profiles: profiles.map((profile) => ({
      ...profile,
      requestedSeconds: profile.requestedSeconds ?? null,
      measuredSeconds: profile.measuredSeconds ?? null,
    })),
  };
}

/** The first rule that had a name. */
const winnerOf = ({ candidates }: ServiceName) => candidates.find(({ name }) => name !== undefined);

function endpointDocument(reached: ReachedEndpoint | undefined): CaptureEndpointDocument | null {
  if (reached === undefined) return null;
  const { endpoint, way, offered, container, program } = reached;
  const { scheme, path, why } = endpoint;
  const kind = endpoint.kind === 'pprof' ? 'pprof' : 'inspector';
  return {
    ...{ kind, scheme, port: program?.port ?? endpoint.port, path, why },
    ...{ way: way.way, wayWhy: way.why },
    offered: offered ?? null,
    container: container ?? null,
    ...(program === undefined ? {} : { program }),
  };
}

export const captureErrors = ({ failures }: CaptureResult): CaptureErrorDocument[] =>
  failures.map(errorDocument);

function errorDocument({ target, type, error }: CaptureFailure): CaptureErrorDocument {
  return { target, type: type ?? null, code: error.code, message: error.message, hints: error.hints };
}

/** One line a kept profile: where it is, its size, how long it took. */
export function captureText(result: CaptureResult): string {
  const kept = result.targets.flatMap(({ profiles }) => profiles);
  const width = Math.max(0, ...kept.map(({ type }) => type.length));
  return kept.map((profile) => `${profileLine(profile, width)}\n`).join('');
}

function profileLine(profile: CapturedProfile, width: number): string {
  const size = formatValue(profile.sizeBytes, 'bytes', 'minimum');
  const covers = profile.measuredSeconds === undefined ? '' : `  ${profile.measuredSeconds.toFixed(1)} s`;
  return `${profile.type.padEnd(width)}  ${safeText(profile.place)}  ${size}${covers}`;
}

/** What failed in a run that kept something: a line, then what to do about it. */
export function failureTexts(result: CaptureResult): { line: string; hints: readonly string[] }[] {
  return result.failures.map(({ target, type, error }) => {
    const where = error.message.includes(target) ? '' : `${target}: `;
    return { line: `${type ?? 'target'} failed: ${where}${error.message}`, hints: error.hints };
  });
}

/** What a dry run would do, one line a target. */
export function planText(result: CaptureResult): string {
  return result.targets
    .map(({ plan, target, service, endpoints }) => {
      const types = plan.requests.map(({ text }) => text).join(', ');
      const name = safeText(service.name);
      const places = endpoints.map(({ kind, port }) =>
        kind === 'wake' ? 'a Node.js process (--exec)' : port,
      );
      const where = places.length === 0 ? '' : `  port ${places.join(', then ')}`;
      return `${safeText(target)}  service ${name}  types ${types}${where}  at most ${plan.deadlineMs / 1000} s\n`;
    })
    .join('');
}

function containerText(
  choice: TargetResult['container'],
  reached: ReachedEndpoint | undefined,
): string | undefined {
  if (choice?.kind === 'chosen') return `${choice.name}: ${choice.why}`;
  return reached?.container === undefined ? undefined : `${reached.container}: the only one that answers`;
}

function processText({ pid, script, container, port, isWoken }: ReachedProcess): string {
  const how = isWoken ? 'woken by SIGUSR1, and its inspector closed again' : 'its inspector was open';
  return `${pid} (${script}) of container ${container}: ${how}, on port ${port}`;
}

/** Which rule named each service, and what the others would have said. */
export function explainText(result: CaptureResult): string {
  const lines: string[] = [];
  for (const { target, service, endpoints, reached, container } of result.targets) {
    lines.push(`${safeText(target)}: service ${safeText(service.name)}`);
    for (const candidate of service.candidates) {
      const { rule, name, why } = candidate;
      const mark = candidate === winnerOf(service) ? '*' : ' ';
      const said = name === undefined ? `nothing: ${why}` : `${name}: ${why}`;
      lines.push(`  ${mark} ${rule.padEnd(7)}  ${safeText(said)}`);
    }
    const behind = containerText(container, reached);
    if (behind !== undefined) lines.push(`  * inside   ${safeText(behind)}`);
    for (const endpoint of endpoints) {
      const mark = endpoint === reached?.endpoint ? '*' : ' ';
      lines.push(`  ${mark} ${'port'.padEnd(7)}  ${safeText(`${placeText(endpoint)}: ${endpoint.why}`)}`);
    }
    if (reached?.program) lines.push(`  * ${'process'.padEnd(7)}  ${safeText(processText(reached.program))}`);
    if (reached) lines.push(`  * ${'way'.padEnd(7)}  ${reached.way.way}: ${safeText(reached.way.why)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
