import { safeText } from '../kit/safe-text.ts';
import type { MigratedProfiles } from '../migrate/migrate-profiles.ts';
import type { MigrationPlan } from '../migrate/plan-migration.ts';
import { type FailureDocument, failureDocument, sizeText } from './store-text.ts';
import { formatTable } from './table.ts';

/** What `prof migrate --json` prints. */
export interface MigrateDocument {
  readonly schema: 'prof.migrate.v1';
  readonly source: string;
  readonly destination: string;
  readonly dryRun: boolean;
  readonly profiles: readonly {
    readonly from: string;
    readonly key: string;
    readonly layout: string;
    readonly sizeBytes: number;
    /** `planned`, `copied`, or `there`: an earlier run had brought it. */
    readonly outcome: string;
    readonly removed: boolean;
  }[];
  readonly unplaced: readonly { readonly key: string; readonly why: string }[];
  /** Profiles that are where they belong. */
  readonly inPlace: number;
  readonly errors?: readonly FailureDocument[];
}

const MAX_ROWS = 10_000;

export function migrateDocument(
  plan: MigrationPlan,
  done: MigratedProfiles | undefined,
  places: { readonly source: string; readonly destination: string },
): MigrateDocument {
  const layouts = new Map(plan.moves.map((move) => [move.from.key, move.layout]));
  const planned = plan.moves.map(({ from, key, layout }) => ({
    from: from.key,
    key,
    layout,
    sizeBytes: from.sizeBytes,
    outcome: 'planned',
    removed: false,
  }));
  const migrated = done?.migrated.map((one) => ({ ...one, layout: layouts.get(one.from) ?? '' }));
  const errors = (done?.failed ?? []).map(({ name, error }) => failureDocument(name, error));
  return {
    schema: 'prof.migrate.v1',
    ...places,
    dryRun: done === undefined,
    profiles: (migrated ?? planned).slice(0, MAX_ROWS),
    unplaced: plan.unplaced.slice(0, MAX_ROWS),
    inPlace: plan.ownCount,
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** What a move would take from the builds of autopgo, which read it at its old place; undefined: nothing. */
export function liveBasesText({ moves }: MigrationPlan): string | undefined {
  const bases = moves.filter(({ from, layout }) => layout === 'autopgo' && from.key.endsWith('/default.pgo'));
  const [first] = bases;
  if (first === undefined) return undefined;
  const others = bases.length > 1 ? ` and ${bases.length - 1} like it` : '';
  return `builds read ${safeText(first.from.key)}${others}, and autopgo merges into it: --move takes it away from them, without --move it is copied`;
}

/** What would go where. */
export function migrationTable({ moves }: MigrationPlan): Promise<string> {
  return formatTable(
    [
      { header: 'FROM', cell: ({ from }) => from.key },
      { header: 'AS', cell: ({ layout }) => layout },
      { header: 'SIZE', align: 'right', cell: ({ from }) => sizeText(from.sizeBytes) },
      { header: 'TO', cell: ({ key }) => key },
    ],
    moves,
  );
}

/** `3 copied, 2 there already, 5 removed from their old places` */
export function migratedText({ migrated, failed, remaining }: MigratedProfiles): string {
  const count = (outcome: string) => migrated.filter((one) => one.outcome === outcome).length;
  const removed = migrated.filter((one) => one.removed).length;
  return [
    `${count('copied')} copied`,
    ...(count('there') > 0 ? [`${count('there')} there already`] : []),
    ...(removed > 0 ? [`${removed} removed from their old places`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(remaining > 0 ? [`${remaining} left for another run`] : []),
  ].join(', ');
}

/** Where all that can be placed is in its place. */
export function nothingToMove({ ownCount, unplaced }: MigrationPlan): string {
  if (unplaced.length === 0) return 'all profiles are where they belong';
  return `nothing to move: ${ownCount} ${ownCount === 1 ? 'profile is' : 'profiles are'} in place, ${unplaced.length} not placed`;
}
