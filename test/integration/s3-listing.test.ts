import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createS3Store } from '../../src/adapters/s3/s3-store.ts';
import { DAY_MS, formatDay } from '../../src/kit/when.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { formatKey } from '../../src/store/keys.ts';
import { type ListOptions, listProfiles } from '../../src/store/list-profiles.ts';
import { listServices } from '../../src/store/list-services.ts';
import { resolveReference } from '../../src/store/resolve-reference.ts';
import { type FakeS3, startFakeS3 } from '../support/fake-s3.ts';

const NOW_MS = Date.UTC(2026, 5, 15, 9, 30);
const clock = { nowMs: () => NOW_MS };

let fake: FakeS3;
let store: BlobStore;
beforeEach(async () => {
  fake = await startFakeS3();
  const env = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };
  Object.assign(process.env, env);
  store = createS3Store('s3://profiles', { endpointUrl: fake.url });
});
afterEach(() => fake.close());

function fill(days: number, services: number, perDay = 1): void {
  for (let day = 0; day < days; day++) {
    for (let service = 0; service < services; service++) {
      for (let index = 0; index < perDay; index++) {
        // At noon of each day; today's came at midnight.
        const timeMs = Math.floor(NOW_MS / DAY_MS) * DAY_MS - day * DAY_MS + index * 1000;
        const key = formatKey({ service: `service-${service}`, type: 'cpu', ext: 'pprof', timeMs });
        fake.put(`profiles/${key}`, 'x');
      }
    }
  }
}

const ls = async (options: ListOptions, from = store) =>
  (await listProfiles(options, { store: from, clock })).profiles;

describe('requests of a listing', () => {
  it('of one service and a week: one for each day touched and one more, whatever else there is', async () => {
    fill(40, 30);
    for (let index = 0; index < 2500; index++) {
      fake.put(`profiles/cpu_profile-2026-06-01T00:00:${String(index).padStart(5, '0')}Z.cpuprofile`, 'x');
      fake.put(`profiles/other-${index}/x`, 'x');
      fake.put(`profiles/2026-06-14/service-7x/20260614-1200${index}-cpu.pprof`, 'x');
    }
    fake.taken();
    const found = await ls({ services: ['service-7'], since: '7d' });
    expect(found).toHaveLength(7);
    const taken = fake.requests.map(({ query }) => query.get('prefix'));
    const touched = Array.from({ length: 8 }, (_, day) => formatDay(NOW_MS - day * DAY_MS));
    expect(taken.sort()).toEqual([...touched.map((day) => `${day}/service-7/`), 'service-7/'].sort());
  });

  it('costs one more for each further thousand keys of that service and day', async () => {
    fill(1, 1, 2500);
    fake.taken();
    expect(await ls({ services: ['service-0'], date: '2026-06-15' })).toHaveLength(2500);
    expect(fake.taken()).toHaveLength(1 + 1 + 2);
  });

  it('of a year of one service: the days that there are, which one asks for', async () => {
    fill(20, 3);
    fake.taken();
    expect(await ls({ services: ['service-1'], since: '365d' })).toHaveLength(20);
    expect(fake.taken()).toHaveLength(20 + 2);
  });

  it('of a day: that day, and the root for what other programs wrote', async () => {
    fill(20, 3);
    fake.taken();
    expect(await ls({ date: '2026-06-14' })).toHaveLength(3);
    expect(fake.taken()).toHaveLength(2);
  });

  it('of everything: the root, and each day', async () => {
    fill(30, 3);
    fake.taken();
    expect(await ls({})).toHaveLength(90);
    expect(fake.taken()).toHaveLength(31);
    expect((await listServices({}, { store, clock })).services).toHaveLength(3);
    expect(fake.taken()).toHaveLength(31);
  });

  it('for a suggestion: few more, however many days there are', async () => {
    fill(100, 3);
    fake.taken();
    await expect(ls({ services: ['service1'], since: '7d' })).rejects.toThrow('did you mean service-1?');
    expect(fake.taken()).toHaveLength(9 + 4);
  });

  it('for the newest run: which days there are, and the newest', async () => {
    fill(20, 3);
    fake.taken();
    const deps = { store: async () => store, files: async () => ({}) as never, clock };
    expect(await resolveReference('service-2/cpu', deps)).toHaveLength(1);
    // The next days are asked for only when the first had none.
    expect(fake.taken()).toHaveLength(3);
  });

  it('jumps over what OpenProfiling wrote at other times', async () => {
    fill(2, 1);
    const put = (day: string, index: number) =>
      fake.put(`profiles/cpu_profile-${day}T10:00:00.${String(index).padStart(3, '0')}Z.cpuprofile`, 'x');
    for (let day = 1; day <= 30; day++) {
      for (let index = 0; index < 500; index++) put(`2026-05-${String(day).padStart(2, '0')}`, index);
    }
    put('2026-06-14', 1);
    fake.taken();
    const found = await ls({ since: '3d' });
    expect(found.map(({ service }) => service)).toEqual(['service-0', 'openprofiling', 'service-0']);
    expect(fake.taken().length).toBeLessThanOrEqual(5);
  });
});

describe('what other programs wrote', () => {
  beforeEach(() => {
    fill(1, 1);
    fake.put('profiles/team/cpu_profile-2026-06-14T12:43:16.123Z.cpuprofile', 'x');
    fake.put('profiles/team/HEAP_PROFILE-2026-06-14T12:43:17.123Z.heaprofile', 'x');
    fake.put('profiles/team/shop/default.pgo', 'x');
    fake.put('profiles/team/shop/staging/1781440000000000000', 'x');
    fake.put('profiles/team/shop/staging/1750000000', 'x');
    fake.put('profiles/cpu_profile-2026-06-14T12:43:16.123Z.cpuprofile', 'x');
    store = createS3Store('s3://profiles/team', { endpointUrl: fake.url });
  });

  it('is found under the root of the store, and never above', async () => {
    expect((await ls({ services: ['openprofiling'] })).map(({ key, type }) => [key, type])).toEqual([
      ['cpu_profile-2026-06-14T12:43:16.123Z.cpuprofile', 'cpu'],
      ['HEAP_PROFILE-2026-06-14T12:43:17.123Z.heaprofile', 'heap'],
    ]);
    expect((await ls({ services: ['shop'] })).map(({ key }) => key).sort()).toEqual([
      'shop/default.pgo',
      'shop/staging/1750000000',
      'shop/staging/1781440000000000000',
    ]);
    expect(await ls({})).toHaveLength(5);
  });

  it('is bounded by the time that is asked for', async () => {
    const since = { since: '2026-06-14' };
    expect((await ls({ services: ['shop'], ...since })).map(({ key }) => key)).toEqual([
      'shop/staging/1781440000000000000',
    ]);
    expect(await ls({ services: ['openprofiling'], since: '2026-06-14T12:43:17Z' })).toHaveLength(1);
    expect(await ls({ services: ['openprofiling'], until: '2026-06-14T12:43:17Z' })).toHaveLength(1);
    expect(await ls({ services: ['openprofiling'], until: '2026-06-14T12:43:17.123Z' })).toHaveLength(2);
  });

  it('counts as the service that the user says', async () => {
    store = createS3Store('s3://profiles/team', { endpointUrl: fake.url }, { foreignService: 'web' });
    expect(new Set((await ls({})).map(({ service }) => service))).toEqual(new Set(['web']));
    expect(await ls({ services: ['web'] })).toHaveLength(5);
    await expect(ls({ services: ['shop'] })).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
  });
});
