import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { migrateProfiles } from '../../src/migrate/migrate-profiles.ts';
import { planMigration } from '../../src/migrate/plan-migration.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

it('a store reached through a symbolic link keeps the only copy of a profile that is moved onto itself', async () => {
  const [real, link] = [join(folder.path, 'real'), join(folder.path, 'link')];
  await mkdir(real);
  await symlink(real, link);
  const [source, destination] = [createDiskStore(`file:${link}`), createDiskStore(`file:${real}`)];
  const facts = { service: 'checkout', type: 'cpu', ext: 'pprof', runMs: Date.UTC(2024, 0, 15, 12) } as const;
  const bytes = smallProfile({ time: '2024-01-15T12:00:00Z', seconds: 30 });
  await storeProfile({ ...facts, podsInRun: 1, bytes, metadata: {} }, { store: destination });
  const files = () => readdir(join(real, '2024-01-15', 'checkout'));
  const before = await files();

  const options = { pattern: '{any}/{service}/{time}-{type}.{ext}', service: undefined };
  const { moves } = await planMigration(options, { source, destination });
  expect(moves).toHaveLength(1);
  const { migrated, failed } = await migrateProfiles(moves, { move: true }, { source, destination });
  expect(migrated).toEqual([]);
  expect(failed).toMatchObject([{ error: { message: expect.stringContaining('by another name') } }]);
  expect(await files()).toEqual(before);
});
