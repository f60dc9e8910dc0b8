import { ROOT, runProf } from './run-prof.ts';

/** A profile that real Go wrote, and where the operator's documentation has one like it. */
export interface SeedProfile {
  readonly file: string;
  readonly service: string;
  readonly time: string;
  readonly type: string;
}

const at = (time: string, service: string, ...types: string[]): SeedProfile[] =>
  types.map((type) => ({ file: goProfile(type), service, time, type }));

/** The example tree of the operator's documentation, with the service and the days that its comparison names. */
export const SEED_PROFILES: readonly SeedProfile[] = [
  ...at('2024-01-15T12:00:00Z', 'my-web-app', 'heap', 'cpu', 'goroutine', 'mutex'),
  ...at('2024-01-15T14:30:00Z', 'my-web-app', 'heap', 'cpu'),
  ...at('2024-01-15T12:15:00Z', 'payment-service', 'heap', 'cpu'),
  ...at('2024-01-15T13:00:00Z', 'auth-service', 'heap', 'cpu'),
  ...at('2024-01-15T12:00:00Z', 'my-app', 'cpu'),
  ...at('2024-01-16T09:00:00Z', 'my-web-app', 'heap'),
  ...at('2024-01-16T09:20:00Z', 'payment-service', 'cpu'),
  { file: goProfile('cpu-later'), service: 'my-app', time: '2024-01-16T12:00:00Z', type: 'cpu' },
];

/** The key that the operator's layout has for it. */
export function seedKey({ service, time, type }: SeedProfile): string {
  const stamp = time.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `${time.slice(0, 10)}/${service}/${stamp}-${type}.pprof`;
}

export function goProfile(name: string): string {
  return `${ROOT}fixtures/profiles/go/1.26/${name}.pb.gz`;
}

/** Stores them with the built prof, each from its file; metadata is that of the pod of the documentation. */
export async function fillSeedStore(
  home: string,
  store: string,
  { env, profiles = SEED_PROFILES }: { env: Record<string, string>; profiles?: readonly SeedProfile[] },
): Promise<void> {
  await Promise.all(
    profiles.map(async ({ file, service, time, type }) => {
      const place = ['--store', store, '--service', service, '--time', time, '--type', type];
      const facts = ['--pod', `${service}-7d8f9c5b6d-xyz456`, '--label', 'version=v1.2.3'];
      const { exitCode, stderr } = await runProf(home, ['put', file, ...place, ...facts], { env });
      if (exitCode !== 0) throw new Error(stderr);
    }),
  );
}
