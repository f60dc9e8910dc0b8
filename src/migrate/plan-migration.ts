import { ProfError } from '../kit/errors.ts';
import type { BlobEntry, BlobStore } from '../ports/blob-store.ts';
import { formatKey, podSuffix } from '../store/keys.ts';
import { workInParallel } from '../store/work-pool.ts';
import { parseKeyPattern } from './key-pattern.ts';
import { isInOwnPlace } from './own-place.ts';
import { type PlaceContentDeps, placeContent } from './place-content.ts';
import { type Placement, placeKey } from './place-key.ts';

export interface MigrationOptions {
  /** `{namespace}/{pod}/{time}/{type}.{ext}`, in place of the layouts that prof knows. */
  readonly pattern: string | undefined;
  /** Whose profiles they are, whatever the keys say. */
  readonly service: string | undefined;
}

export interface PlannedMove {
  readonly from: BlobEntry;
  /** What its old key was taken for: `pods`, `openprofiling`, `autopgo`, `pattern`, `loose`. */
  readonly layout: string;
  readonly placement: Placement;
  /** How many pods of the service had profiles in that second: with several each key names its pod. */
  readonly podsInRun: number;
  /** Where it goes, unless another profile is there already. */
  readonly key: string;
}

export interface UnplacedKey {
  readonly key: string;
  readonly why: string;
}

export interface MigrationPlan {
  /** In order of their new keys. */
  readonly moves: readonly PlannedMove[];
  readonly unplaced: readonly UnplacedKey[];
  /** Those that are where they belong. */
  readonly ownCount: number;
}

export interface PlanMigrationDeps extends PlaceContentDeps {
  /** Where the profiles would go. */
  readonly destination: Pick<BlobStore, 'url'>;
}

const CONTENTS_AT_ONCE = 8;
const BYTES_AT_ONCE = 64 * 1024 * 1024;

/** Where all objects of a store belong. Nothing is written. @throws ProfError USAGE for a pattern that is none */
export async function planMigration(
  options: MigrationOptions,
  deps: PlanMigrationDeps,
): Promise<MigrationPlan> {
  const pattern = options.pattern === undefined ? undefined : parseKeyPattern(options.pattern);
  const placed: Omit<PlannedMove, 'podsInRun' | 'key'>[] = [];
  const unplaced: UnplacedKey[] = [];
  const loose: BlobEntry[] = [];
  let ownCount = 0;
  for await (const from of deps.source.list({ ...(deps.signal ? { signal: deps.signal } : {}) })) {
    if (isInOwnPlace(from.key, deps.source, deps.destination)) {
      ownCount += 1;
      continue;
    }
    const found = placeKey(from, { pattern, service: options.service });
    if (found.kind === 'loose') loose.push(from);
    else if (found.kind === 'unknown') unplaced.push({ key: from.key, why: found.why });
    else placed.push({ from, layout: found.layout, placement: found.placement });
  }
  const contents = new Map<BlobEntry, Placement | string>();
  const look = async (from: BlobEntry) => {
    deps.signal?.throwIfAborted();
    contents.set(from, await placeContent(from, options.service!, deps));
    return 'go-on' as const;
  };
  const pool = {
    parallel: CONTENTS_AT_ONCE,
    maxBytes: BYTES_AT_ONCE,
    bytesOf: ({ sizeBytes }: BlobEntry) => sizeBytes,
  };
  await workInParallel(loose, look, pool);
  for (const from of loose) {
    const found = contents.get(from)!;
    if (typeof found === 'string') unplaced.push({ key: from.key, why: found });
    else placed.push({ from, layout: 'loose', placement: found });
  }
  return { moves: withKeys(placed), unplaced, ownCount };
}

function withKeys(placed: readonly Omit<PlannedMove, 'podsInRun' | 'key'>[]): PlannedMove[] {
  const pods = new Map<string, Set<string>>();
  const runOf = ({ service, timeMs }: Placement) => `${Math.floor(timeMs / 1000)} ${service}`;
  for (const { placement } of placed) {
    const ofRun = pods.get(runOf(placement)) ?? new Set();
    pods.set(runOf(placement), ofRun.add(placement.pod ?? ''));
  }
  const moves = placed.map((move): PlannedMove => {
    const { service, type, ext, timeMs, pod } = move.placement;
    const podsInRun = pods.get(runOf(move.placement))!.size;
    const suffix = podsInRun > 1 && pod !== undefined ? { suffix: podSuffix(pod) } : {};
    return { ...move, podsInRun, key: formatKey({ service, type, ext, timeMs, ...suffix }) };
  });
  return moves.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
}

/** @throws ProfError NOT_FOUND where nothing can be moved, and nothing is in its place */
export function requireMoves({ moves, unplaced, ownCount }: MigrationPlan, source: BlobStore): void {
  if (moves.length > 0 || ownCount > 0) return;
  const [first] = unplaced;
  throw new ProfError('NOT_FOUND', `no profile in ${source.url} that could be placed`, {
    hints:
      first === undefined
        ? ['it is empty']
        : [`${first.key}: ${first.why}`, "--pattern '{service}/{time}-{type}.{ext}' says how keys are built"],
    details: { unplaced: unplaced.slice(0, 100) },
  });
}
