import { ProfError } from '../kit/errors.ts';
import {
  type FoundProfile,
  findProfiles,
  type LoadDeps,
  type LoadedProfile,
} from '../store/load-profiles.ts';
import { formatReference, parseReference } from '../store/reference.ts';
import { withType } from '../store/typed-reference.ts';

export interface SideReferences {
  readonly base: string;
  /** Undefined: the newest of the base's service and type. */
  readonly target: string | undefined;
}

export interface Sides {
  readonly base: readonly LoadedProfile[];
  readonly target: readonly LoadedProfile[];
}

/** Both sides, not yet read. */
export interface FoundSides {
  readonly base: readonly FoundProfile[];
  readonly target: readonly FoundProfile[];
}

/** The profiles of both sides, all at once in memory. @throws ProfError as `findSides`, and what reading throws. */
export async function loadSides(references: SideReferences, deps: LoadDeps): Promise<Sides> {
  const { base, target } = await findSides(references, deps);
  return { base: await loadAll(base), target: await loadAll(target) };
}

export async function loadAll(side: readonly FoundProfile[]): Promise<LoadedProfile[]> {
  const loaded: LoadedProfile[] = [];
  for (const found of side) loaded.push(await found.load());
  return loaded;
}

/**
 * The profiles of both sides. Where only one of the references names a type, both mean it; where neither does, the
 * target is of the type that the base turned out to be.
 * @throws ProfError USAGE where both sides are the same or the target cannot be told, and what loading throws.
 */
export async function findSides({ base, target }: SideReferences, deps: LoadDeps): Promise<FoundSides> {
  if (base === '-' && target === '-') {
    throw new ProfError('USAGE', 'standard input is one profile: it cannot be both sides');
  }
  const nowMs = deps.clock.nowMs();
  const targetType = target === undefined ? undefined : typeNamedBy(target, nowMs);
  const before = await findTyped(base, targetType, nowMs, deps);
  const after =
    target === undefined
      ? await findProfiles(newestLike(base, before), deps)
      : await findTyped(target, typeOf(before), nowMs, deps);
  await requireTwo(base, target, { base: before, target: after }, deps);
  return { base: before, target: after };
}

function typeNamedBy(reference: string, nowMs: number): string | undefined {
  const parsed = parseReference(reference, { nowMs });
  return parsed.kind === 'query' ? parsed.type : undefined;
}

/** What a reference means when the other side tells the type; a file of that name where the store has none. */
async function findTyped(
  reference: string,
  type: string | undefined,
  nowMs: number,
  deps: LoadDeps,
): Promise<FoundProfile[]> {
  const typed = withType(reference, type, nowMs);
  if (typed === reference || (await (await deps.files()).stat(reference)) === undefined) {
    return findProfiles(typed, deps);
  }
  try {
    return await findProfiles(typed, deps);
  } catch (error) {
    if (error instanceof ProfError && error.code === 'STORE_NOT_FOUND') return findProfiles(reference, deps);
    throw error;
  }
}

function typeOf(found: readonly FoundProfile[]): string | undefined {
  const types = new Set(found.map(({ type }) => type));
  return types.size === 1 ? [...types][0] : undefined;
}

function newestLike(reference: string, base: readonly FoundProfile[]): string {
  const services = new Set(base.map(({ service }) => service));
  const [service] = services;
  const type = typeOf(base);
  if (service !== undefined && services.size === 1 && type !== undefined)
    return formatReference(service, type);
  throw new ProfError('USAGE', `${reference} is not from the store: say what to compare it with`, {
    hints: ['prof diff BASE TARGET, for example: prof diff ./old.pb.gz ./new.pb.gz'],
  });
}

/** @throws ProfError USAGE where both sides are the same profiles. */
export async function requireTwo(
  base: string,
  target: string | undefined,
  sides: FoundSides,
  deps: LoadDeps,
): Promise<void> {
  const namesOf = async (side: readonly FoundProfile[]) =>
    (await Promise.all(side.map((found) => identity(found, deps)))).sort().join('\n');
  if ((await namesOf(sides.base)) !== (await namesOf(sides.target))) return;
  const { service, type } = sides.base[0]!;
  const older =
    service === undefined ? [] : [`the run before it: prof diff ${formatReference(service, type)}~1`];
  const what = sides.base.length === 1 ? sides.base[0]!.name : `the ${sides.base.length} profiles of ${base}`;
  throw new ProfError(
    'USAGE',
    target === undefined
      ? `${what} is the newest there is: nothing to compare it with`
      : `both sides are the same: ${what}`,
    { hints: older, details: { profiles: sides.base.map(({ name }) => name) } },
  );
}

/** Stored profiles by their keys, files by what their paths lead to, URLs and standard input by themselves. */
async function identity({ key, name }: FoundProfile, deps: LoadDeps): Promise<string> {
  if (key !== undefined) return `store:${key}`;
  return (await deps.files()).realPath(name);
}
