import { capture } from '../capture/capture.ts';
import type { CaptureDeps, CaptureOptions } from '../capture/capture-options.ts';
import type { CaptureResult } from '../capture/capture-result.ts';
import { diffProfiles, type ProfileDiff } from '../compare/diff.ts';
import { loadSides } from '../compare/load-sides.ts';
import type { SampleName, SampleProgram, SamplePrograms } from '../ports/sample-programs.ts';
import { listProfiles, type ProfileList } from '../store/list-profiles.ts';
import { removeProfiles } from '../store/remove-profiles.ts';
import { claimStore } from './claim-store.ts';
import type { DemoService, EmitDemoEvent } from './events.ts';

export interface DemoOptions {
  /** How long each of the two rounds profiles. */
  readonly seconds: number;
  /** Leaves the services running. */
  readonly keep: boolean;
}

export interface DemoDeps extends Omit<CaptureDeps, 'emit'> {
  readonly emit: EmitDemoEvent;
  readonly samples: () => Promise<SamplePrograms>;
}

export interface DemoResult {
  readonly services: readonly DemoService[];
  readonly kept: boolean;
  /** Of both rounds, one a service. */
  readonly captures: readonly CaptureResult[];
  readonly list: ProfileList;
  readonly regressed: SampleName;
  readonly diff: ProfileDiff;
  /** Commands to try next, as arguments of `prof`. */
  readonly next: readonly (readonly string[])[];
  readonly tookMs: number;
}

const SERVICES: readonly SampleName[] = ['checkout', 'storefront'];
const SLOWER: SampleName = 'checkout';
const BEFORE = `${SLOWER}/cpu~1`;
const AFTER = `${SLOWER}/cpu`;

/**
 * The main job on two services of its own: captures both, lists, makes one slower, captures again, compares. The store
 * is emptied first and keeps what was captured. However this ends, the services end with it, unless they are kept.
 * @throws ProfError USAGE while another demo runs, UNREACHABLE where the services do not start, what a capture fails with, the signal's reason.
 */
export async function demo(options: DemoOptions, deps: DemoDeps): Promise<DemoResult> {
  const release = await claimStore(await deps.store(), await deps.samples());
  try {
    return await runDemo(options, deps);
  } finally {
    await release();
  }
}

async function runDemo(options: DemoOptions, deps: DemoDeps): Promise<DemoResult> {
  const startedMs = deps.clock.nowMs();
  await emptyStore(deps);
  const programs = await startAll(deps);
  let kept = false;
  try {
    const services = programs.map(({ name, pid, target }) => ({ name, pid, target }));
    await deps.emit({ kind: 'services-started', services });
    const first = await captureRound(1, services, options, deps);
    const list = await listProfiles({}, { store: await deps.store(), clock: deps.clock });
    await deps.emit({ kind: 'listed', list });
    await programs.find(({ name }) => name === SLOWER)!.regress();
    await deps.emit({ kind: 'regressed', service: SLOWER });
    const second = await captureRound(2, services, options, deps);
    const sides = await loadSides({ base: BEFORE, target: AFTER }, { ...deps, emit: undefined });
    const diff = await diffProfiles(sides);
    await deps.emit({ kind: 'compared', references: [BEFORE, AFTER], diff });
    deps.signal.throwIfAborted();
    if (options.keep) {
      for (const program of programs) await program.keep();
      kept = true;
    }
    const tookMs = deps.clock.nowMs() - startedMs;
    const captures = [...first, ...second];
    return { services, kept, captures, list, regressed: SLOWER, diff, next: NEXT_COMMANDS, tookMs };
  } finally {
    if (!kept) await Promise.all(programs.map((program) => program.stop()));
  }
}

const NEXT_COMMANDS = [
  ['ls', '--store', 'demo'],
  ['top', 'checkout/cpu', '-n', '10', '--store', 'demo'],
  ['diff', 'checkout/cpu~1', '--store', 'demo'],
  ['diff', 'storefront/cpu~1', '--cum', '--store', 'demo'],
  ['show', 'storefront/heap', '--store', 'demo'],
  ['capture', '--help'],
] as const;

async function emptyStore({ store, clock, signal }: DemoDeps): Promise<void> {
  const blobs = await store();
  const { profiles } = await listProfiles({}, { store: blobs, clock });
  const { failed } = await removeProfiles(profiles, { store: blobs, signal });
  signal.throwIfAborted();
  if (failed[0]) throw failed[0].error;
}

async function startAll({ samples, signal }: DemoDeps): Promise<SampleProgram[]> {
  const programs = await samples();
  const started = await Promise.allSettled(SERVICES.map((name) => programs.start(name, signal)));
  const running = started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return running;
  await Promise.all(running.map((program) => program.stop()));
  throw failed.reason;
}

async function captureRound(
  round: number,
  services: readonly DemoService[],
  { seconds }: DemoOptions,
  deps: DemoDeps,
): Promise<CaptureResult[]> {
  await deps.emit({ kind: 'capturing', round, services, seconds });
  const emit: CaptureDeps['emit'] = (event) => void deps.emit({ kind: 'capture', event });
  const results = await Promise.all(
    services.map((service) => capture(captureOptions(service, seconds), { ...deps, emit })),
  );
  deps.signal.throwIfAborted();
  const [failure] = results.flatMap(({ failures }) => failures);
  if (failure) throw failure.error;
  await deps.emit({ kind: 'captured', round, results });
  return results;
}

function captureOptions({ name, target }: DemoService, seconds: number): CaptureOptions {
  return {
    targets: [target],
    types: ['cpu', 'heap'],
    seconds,
    timeoutMs: 15_000,
    parallel: 1,
    service: name,
    access: { headers: {} },
    labels: new Map(),
    output: { kind: 'store' },
    limits: {},
    dryRun: false,
    explain: false,
    assumeNoHandler: false,
  };
}
