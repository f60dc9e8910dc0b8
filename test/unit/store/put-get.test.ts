import { beforeEach, describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import type { HttpRequest, HttpResponse } from '../../../src/ports/http-client.ts';
import { gzip } from '../../../src/profile/gzip.ts';
import { showProfile } from '../../../src/report/show-profile.ts';
import type { StoreEvent } from '../../../src/store/events.ts';
import { type GetOptions, getProfiles } from '../../../src/store/get-profiles.ts';
import { listProfiles } from '../../../src/store/list-profiles.ts';
import { listServices } from '../../../src/store/list-services.ts';
import { loadProfiles } from '../../../src/store/load-profiles.ts';
import { type PutOptions, putProfiles } from '../../../src/store/put-profiles.ts';
import { planRemoval, removeProfiles } from '../../../src/store/remove-profiles.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { smallCpuProfile, smallProfile } from '../../support/small-profiles.ts';
import { stackSums } from '../../support/stack-sums.ts';

const nowMs = Date.parse('2024-03-01T12:00:00Z');
const TAKEN = '2024-02-29T10:00:00Z';
let store: MemoryBlobStore;
let files: MemoryFiles;
let events: StoreEvent[];
let answer: (request: HttpRequest) => Partial<HttpResponse>;

beforeEach(() => {
  store = new MemoryBlobStore();
  files = new MemoryFiles();
  events = [];
});

const deps = () => ({
  store: async () => store,
  files: async () => files,
  http: async () => ({
    get: async (request: HttpRequest) => ({
      status: 200,
      reason: 'OK',
      url: request.url,
      headers: {},
      body: new Uint8Array(),
      ...answer(request),
    }),
  }),
  clock: { nowMs: () => nowMs },
  emit: (event: StoreEvent) => events.push(event),
});

async function put(bytes: Uint8Array, options: Partial<PutOptions> = {}, path = 'given') {
  files.files.set(path, bytes);
  return putProfiles({ files: [path], service: 'checkout', raw: false, ...options }, deps());
}

describe('put', () => {
  it("keeps labels, which win over what a profile's comments say", async () => {
    const comments = ['# prof/service-version=1.0.0', '# prof/git-branch=old'];
    const labels = new Map([
      ['git-branch', 'feature/ü'],
      ['sha256', 'none'],
    ]);
    const { stored } = await put(smallProfile({ comments, time: TAKEN }), { labels });
    expect((await store.head(stored[0]!.key))!.metadata).toMatchObject({
      'service-version': '1.0.0',
      'git-branch': 'feature/%C3%BC',
      sha256: stored[0]!.sha256,
    });
  });

  it('stores as pprof what the store has no ending for', async () => {
    const folded = new TextEncoder().encode('main;parse 3\nmain;render 4\n');
    const { stored } = await put(folded, { type: 'cpu', time: TAKEN }, 'x.folded');
    expect(stored).toMatchObject([{ key: expect.stringMatching(/cpu\.pprof$/) }]);
    const { bytes } = (await store.get(stored[0]!.key))!;
    expect([...bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    const profile = await decodeProfile(bytes, { format: 'pprof' });
    expect(stackSums(profile, 'samples')).toEqual({ 'parse<main': 3, 'render<main': 4 });
    expect(stored[0]!.sizeBytes).toBe(bytes.length);
  });

  it.each([
    [{}, 'cpu'],
    [{ sampleTypes: ['inuse_objects/count', 'inuse_space/bytes'] }, 'heap'],
    [{ sampleTypes: ['alloc_space/bytes', 'inuse_space/bytes'], defaultSampleType: 'alloc_space' }, 'allocs'],
    [{ sampleTypes: ['goroutine/count'] }, 'goroutine'],
    [{ sampleTypes: ['threadcreate/count'] }, 'threadcreate'],
    [{ sampleTypes: ['My Queue/count'] }, 'my_queue'],
    [{ sampleTypes: ['samples/count', 'wall/nanoseconds'] }, 'wall'],
  ])('knows the type and the time of %j: %s', async (options, type) => {
    const bytes = smallProfile({ ...options, time: TAKEN });
    const { stored } = await put(bytes);
    expect(stored).toMatchObject([
      { key: `2024-02-29/checkout/20240229-100000-${type}.pprof`, type, timeFrom: 'profile' },
    ]);
    expect((await store.get(stored[0]!.key))!.bytes).toEqual(bytes);
  });

  it('asks where a profile may be of two types, and where it is of none', async () => {
    const contention = smallProfile({ sampleTypes: ['contentions/count', 'delay/nanoseconds'] });
    await expect(put(contention)).rejects.toMatchObject({
      code: 'USAGE',
      message: './given may be a mutex or a block profile',
      hints: ['say which: --type mutex'],
    });
    await expect(put(smallProfile({ sampleTypes: ['a/count', 'b/count'] }))).rejects.toMatchObject({
      message: './given does not say what type of profile it is (sample types: a, b)',
    });
    expect((await put(contention, { type: 'block' })).stored[0]!.type).toBe('block');
  });

  it.each([
    [
      'cpu_profile-2020-07-05T12:43:16.123Z.cpuprofile',
      '2020-07-05/checkout/20200705-124316-cpu.cpuprofile',
      'name',
    ],
    [
      'checkout-20240115-120000-x2x4z-cpu.cpuprofile',
      '2024-01-15/checkout/20240115-120000-cpu.cpuprofile',
      'name',
    ],
    ['any.cpuprofile', '2024-03-01/checkout/20240301-120000-cpu.cpuprofile', 'now'],
  ])('keeps V8’s own format and takes the time from %s', async (path, key, timeFrom) => {
    expect((await put(smallCpuProfile(), {}, path)).stored).toMatchObject([{ key, timeFrom }]);
  });

  it('lets flags win', async () => {
    const { stored } = await put(smallProfile({ time: TAKEN }), {
      type: 'startup',
      time: 'yesterday',
      pod: 'web-1',
      service: 'a/b',
    });
    expect(stored).toMatchObject([
      { key: '2024-02-29/a%2Fb/20240229-000000-startup.pprof', timeFrom: 'flag' },
    ]);
    expect((await store.head(stored[0]!.key))!.metadata).toMatchObject({
      'pod-name': 'web-1',
      service: 'a/b',
    });
  });

  it('takes the pod and other facts from what a capture wrote into the profile', async () => {
    const comments = ['# prof/pod-name=web-7d8f-x2x4z', '# prof/image=web:1', 'by hand'];
    const { stored } = await put(smallProfile({ comments, time: TAKEN }));
    expect((await store.head(stored[0]!.key))!.metadata).toMatchObject({
      'pod-name': 'web-7d8f-x2x4z',
      image: 'web:1',
    });
  });

  it('refuses what is no profile, and keeps the rest', async () => {
    files.files.set('good.pprof', smallProfile({ time: TAKEN }));
    files.files.set('bad.pprof', new TextEncoder().encode('<html>not found</html>'));
    const options = { service: 'checkout', raw: false };
    const { stored, failed } = await putProfiles({ ...options, files: ['bad.pprof', 'good.pprof'] }, deps());
    expect(stored).toHaveLength(1);
    expect(failed).toMatchObject([{ name: './bad.pprof', error: { code: 'BAD_PROFILE' } }]);
    await expect(putProfiles({ ...options, files: ['bad.pprof'] }, deps())).rejects.toMatchObject({
      code: 'BAD_PROFILE',
      message: expect.stringContaining('./bad.pprof'),
    });
    await expect(putProfiles({ ...options, files: ['none'] }, deps())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('takes of a folder what the patterns let pass, and can be repeated', async () => {
    for (const [index, name] of ['a-cpu.pprof', 'b-cpu.pprof', 'c-heap.pprof'].entries()) {
      files.files.set(`in/${name}`, smallProfile({ stacks: { main: index + 1 }, time: TAKEN }));
    }
    const options = {
      files: ['in/'],
      service: 'checkout',
      raw: false,
      patterns: [{ kind: 'include', pattern: '*-cpu.pprof' }] as const,
    };
    const first = await putProfiles(options, deps());
    expect(first.stored.map(({ file }) => file)).toEqual(['./in/a-cpu.pprof', './in/b-cpu.pprof']);
    expect(new Set(first.stored.map(({ key }) => key)).size).toBe(2);
    expect(await putProfiles(options, deps())).toEqual(first);
    expect(store.kept.size).toBe(2);
  });

  it('can be repeated where the store honours no conditions', async () => {
    store.conditions = false;
    const bytes = smallProfile({ time: TAKEN });
    const first = await put(bytes, { pod: 'web-1' });
    expect(first.stored[0]!.key).toMatch(/-1-[a-z2-7]{6}-cpu\.pprof$/);
    expect(await put(bytes, { pod: 'web-1' })).toEqual(first);
    const other = await put(smallProfile({ time: TAKEN, stacks: { main: 7 } }), { pod: 'web-1' });
    expect(other.stored[0]!.key).not.toBe(first.stored[0]!.key);
    expect(store.kept.size).toBe(2);
  });

  it('stores anything with --raw and a type', async () => {
    const bytes = new TextEncoder().encode('anything');
    await expect(put(bytes, { raw: true })).rejects.toMatchObject({ code: 'USAGE' });
    const { stored } = await put(bytes, { raw: true, type: 'custom', time: TAKEN });
    expect(stored[0]!.key).toBe('2024-02-29/checkout/20240229-100000-custom.pprof');
  });

  it('refuses a bad time and an empty service', async () => {
    await expect(put(smallProfile(), { time: 'tomorrow' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(put(smallProfile(), { service: '' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(put(smallProfile(), { pod: '' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(put(smallProfile(), { type: '' })).rejects.toMatchObject({ code: 'USAGE' });
    const twice = put(smallProfile(), { files: ['-', '-'] }, '-');
    await expect(twice).rejects.toMatchObject({ code: 'USAGE' });
    expect(store.kept.size).toBe(0);
  });
});

describe('get', () => {
  const get = (options: Partial<GetOptions>) =>
    getProfiles({ references: ['checkout/cpu'], output: './', overwrite: false, ...options }, deps());

  it('copies a run into a folder, under names that tell where it is from', async () => {
    const bytes = smallProfile({ time: TAKEN });
    await put(bytes);
    await put(smallProfile({ sampleTypes: ['goroutine/count'], time: TAKEN }));
    const { got } = await get({ references: ['checkout', 'checkout/cpu'], output: 'out' });
    expect(got.map(({ path }) => path)).toEqual([
      'out/checkout-20240229-100000-cpu.pprof',
      'out/checkout-20240229-100000-goroutine.pprof',
    ]);
    expect(files.files.get('out/checkout-20240229-100000-cpu.pprof')).toEqual(bytes);
    expect((await get({ output: 'out/' })).got).toMatchObject([{ unchanged: true }]);
  });

  it('replaces a file only when told', async () => {
    await put(smallProfile({ time: TAKEN }));
    files.files.set('mine.pprof', new TextEncoder().encode('precious'));
    await expect(get({ output: 'mine.pprof' })).rejects.toMatchObject({
      code: 'USAGE',
      hints: ['--overwrite replaces it'],
    });
    expect(new TextDecoder().decode(files.files.get('mine.pprof'))).toBe('precious');
    await get({ output: 'mine.pprof', overwrite: true });
    expect((await decodeProfile(files.files.get('mine.pprof')!)).samples.count).toBe(2);
  });

  it('converts where the ending asks for it', async () => {
    await put(smallCpuProfile(), { time: TAKEN });
    await get({ output: 'native.cpuprofile' });
    expect(files.files.get('native.cpuprofile')).toEqual(smallCpuProfile());
    await get({ output: 'converted.pb.gz' });
    expect([...files.files.get('converted.pb.gz')!.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
    expect((await decodeProfile(files.files.get('converted.pb.gz')!)).sampleTypes.length).toBeGreaterThan(0);
    await expect(get({ output: 'x.heapprofile' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('converts all where a format is told', async () => {
    await put(smallCpuProfile(), { time: TAKEN });
    await put(smallProfile({ time: TAKEN }), { service: 'cart' });
    await getProfiles(
      { references: ['checkout', 'cart'], output: 'all/', overwrite: false, as: 'collapsed' },
      deps(),
    );
    const texts = [...files.files].filter(([path]) => path.startsWith('all/'));
    expect(texts.map(([path]) => path.replace(/.*-cpu/, 'cpu'))).toEqual(['cpu.collapsed', 'cpu.collapsed']);
    expect(new TextDecoder().decode(texts[1]![1])).toBe('main;work 30\nmain;idle 12\n');
    const [streamed] = (
      await getProfiles({ references: ['cart'], output: '-', overwrite: false, as: 'collapsed' }, deps())
    ).got;
    expect(streamed!.bytes).toEqual(texts[1]![1]);
  });

  it('puts one into standard output, and not several', async () => {
    const bytes = smallProfile({ time: TAKEN });
    await put(bytes);
    expect((await get({ output: '-' })).got).toMatchObject([{ path: '-', bytes }]);
    await put(smallProfile({ sampleTypes: ['goroutine/count'], time: TAKEN }));
    await expect(get({ references: ['checkout'], output: '-' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('does not ask again for what is there whole', async () => {
    await put(smallProfile({ time: TAKEN }));
    await put(smallProfile({ sampleTypes: ['goroutine/count'], time: TAKEN }));
    const options = { references: ['checkout'], output: 'out/' };
    const { got } = await get(options);
    store.requests.length = 0;
    expect((await get(options)).got).toEqual(got.map((each) => ({ ...each, unchanged: true })));
    expect(store.requests.filter((each) => each.startsWith('get'))).toEqual([]);
    const damaged = new Uint8Array(files.files.get(got[0]!.path)!);
    damaged[0]! ^= 1;
    files.files.set(got[0]!.path, damaged);
    expect(await get(options)).toMatchObject({
      got: [{ key: got[1]!.key, unchanged: true }],
      failed: [{ name: got[0]!.key, error: { code: 'USAGE', hints: ['--overwrite replaces it'] } }],
    });
  });

  it('takes what filters and patterns choose', async () => {
    await put(smallProfile({ time: TAKEN }));
    await put(smallProfile({ sampleTypes: ['goroutine/count'], time: TAKEN }));
    await put(smallProfile({ time: '2024-02-20T10:00:00Z' }));
    const paths = async (options: Partial<GetOptions>) =>
      (await get({ output: 'out/', ...options })).got.map(({ path }) => path);
    expect(await paths({ references: [], selection: { types: ['cpu'], since: '2024-02-25' } })).toEqual([
      'out/checkout-20240229-100000-cpu.pprof',
    ]);
    const patterns = [{ kind: 'exclude', pattern: '*-cpu.pprof' }] as const;
    expect(await paths({ references: ['checkout'], selection: { patterns } })).toEqual([
      'out/checkout-20240229-100000-goroutine.pprof',
    ]);
    await expect(get({ references: [], selection: { types: ['heap'] } })).rejects.toMatchObject({
      code: 'STORE_NOT_FOUND',
    });
  });

  it('notices damage, and keeps what is whole', async () => {
    await put(smallProfile({ time: TAKEN }));
    const { stored } = await put(smallProfile({ sampleTypes: ['goroutine/count'], time: TAKEN }));
    const key = stored[0]!.key;
    store.kept.set(key, { ...store.kept.get(key)!, bytes: new Uint8Array(3) });
    const { got, failed } = await get({ references: ['checkout'], output: 'out/' });
    expect(got).toHaveLength(1);
    expect(failed).toMatchObject([
      { name: key, error: { code: 'BAD_DATA', message: `the stored profile is damaged: ${key}` } },
    ]);
    await expect(get({ references: [`store:${key}`] })).rejects.toMatchObject({ code: 'BAD_DATA' });
  });
});

describe('load', () => {
  it('decodes all pods of a run, and says where each is from', async () => {
    await put(smallProfile({ time: TAKEN }), { pod: 'web-aa' });
    await put(smallProfile({ time: TAKEN, stacks: { main: 5 } }), { pod: 'web-bb' });
    const loaded = await loadProfiles('checkout', deps());
    expect(loaded.map(({ name, service, type, pod, timeMs }) => [name, service, type, pod, timeMs])).toEqual([
      ['2024-02-29/checkout/20240229-100000-bb-cpu.pprof', 'checkout', 'cpu', 'bb', Date.parse(TAKEN)],
      ['2024-02-29/checkout/20240229-100000-cpu.pprof', 'checkout', 'cpu', undefined, Date.parse(TAKEN)],
    ]);
    expect(loaded.map(({ profile }) => profile.samples.count)).toEqual([1, 2]);
  });

  it('takes one type of a run without a type, and says so', async () => {
    await put(smallProfile({ time: TAKEN, sampleTypes: ['goroutine/count'] }));
    await put(smallProfile({ time: TAKEN }));
    expect((await loadProfiles('checkout', deps())).map(({ type }) => type)).toEqual(['cpu']);
    expect(events.at(-1)).toEqual({
      kind: 'type-chosen',
      reference: 'checkout',
      type: 'cpu',
      others: ['goroutine'],
    });
  });

  it('reads standard input, folders and URLs', async () => {
    files.files.set('-', smallProfile());
    files.files.set('dir/a.pprof', smallProfile());
    files.files.set('dir/b.cpuprofile', smallCpuProfile());
    answer = () => ({ body: smallProfile() });
    expect((await loadProfiles('-', deps())).map(({ name }) => name)).toEqual(['-']);
    expect((await loadProfiles('dir/', deps())).map(({ name }) => name)).toEqual([
      'dir/a.pprof',
      'dir/b.cpuprofile',
    ]);
    expect((await loadProfiles('http://host/heap', deps())).map(({ name }) => name)).toEqual([
      'http://host/heap',
    ]);
  });

  it('stores the others where one file is missing', async () => {
    files.files.set('a.pb.gz', smallProfile());
    const given = { service: 'checkout', raw: false };
    expect(await putProfiles({ ...given, files: ['none.pb.gz', 'a.pb.gz'] }, deps())).toMatchObject({
      stored: [{ file: './a.pb.gz' }],
      failed: [{ name: './none.pb.gz', error: { code: 'NOT_FOUND' } }],
    });
    await expect(putProfiles({ ...given, files: ['none.pb.gz'] }, deps())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('takes off what a server packed around a profile, within the limits', async () => {
    const profile = smallProfile();
    const headers = { 'content-encoding': 'gzip' };
    answer = () => ({ headers, body: gzip(profile) });
    expect(await loadProfiles('http://host/heap', deps())).toMatchObject([{ sizeBytes: profile.length }]);
    const limits = { decodedBytes: 10 };
    await expect(loadProfiles('http://host/heap', { ...deps(), limits })).rejects.toMatchObject({
      code: 'LIMIT',
    });
    answer = () => ({ headers, body: profile });
    expect(await loadProfiles('http://host/heap', deps())).toMatchObject([{ sizeBytes: profile.length }]);
    answer = () => ({ headers: { 'content-encoding': 'br' }, body: profile });
    await expect(loadProfiles('http://host/heap', deps())).rejects.toMatchObject({ code: 'BAD_DATA' });
  });

  it('gives a URL the seconds that it asks for', async () => {
    let asked: HttpRequest | undefined;
    answer = (request) => {
      asked = request;
      return { body: smallProfile() };
    };
    await loadProfiles('http://host/profile?debug=0&seconds=90', deps());
    expect(asked!.timeoutMs).toBeGreaterThan(90_000);
  });

  it.each([
    [404, 'NOT_FOUND'],
    [401, 'NOT_ALLOWED'],
    [403, 'NOT_ALLOWED'],
    [500, 'UNREACHABLE'],
    [302, 'UNREACHABLE'],
  ])('says what a URL answered: %d', async (status, code) => {
    answer = () => ({ status, body: new TextEncoder().encode('Unknown profile\nmore') });
    await expect(loadProfiles('http://host/x', deps())).rejects.toMatchObject({
      code,
      message: `http://host/x answered ${status}: Unknown profile`,
    });
  });

  it('names the damaged one', async () => {
    files.files.set('dir/a.pprof', smallProfile());
    files.files.set('dir/b.pprof', smallProfile().subarray(0, 40));
    await expect(loadProfiles('dir/', deps())).rejects.toMatchObject({
      message: expect.stringContaining('dir/b.pprof'),
    });
  });
});

describe('show', () => {
  it('tells metadata and head', async () => {
    await put(smallProfile({ time: TAKEN, seconds: 30, comments: ['hello'] }), { pod: 'wéb-1' });
    const [shown] = await showProfile('checkout', deps());
    expect(shown).toMatchObject({
      name: '2024-02-29/checkout/20240229-100000-cpu.pprof',
      entry: { type: 'cpu' },
      format: 'pprof',
      metadata: { 'pod-name': 'wéb-1', timestamp: TAKEN },
      head: {
        totals: [42n, 42n],
        sampleCount: 2,
        functionCount: 3,
        timeMs: Date.parse(TAKEN),
        durationNanos: 30_000_000_000n,
        comments: ['hello'],
      },
    });
  });

  it('tells where a profile comes from, also by its comments, and what uses most', async () => {
    const comments = ['# prof/pod-name=web-1', '# prof/node=n=1', 'hello'];
    await put(smallProfile({ time: TAKEN, comments }), { pod: 'web-2' });
    const [shown] = await showProfile('checkout', deps());
    // What the store was told wins over what the profile says.
    expect(shown!.provenance).toMatchObject({ 'pod-name': 'web-2', node: 'n=1' });
    expect(shown!.head).toMatchObject({ comments, remarks: ['hello'] });
    const { rows, total } = shown!.head!.top;
    expect(total).toBe(42);
    expect(rows.reduce((sum, { flat }) => sum + Number(flat), 0)).toBe(42);
    expect(rows.map(({ flat }) => Number(flat))).toEqual(
      rows.map(({ flat }) => Number(flat)).sort((left, right) => right - left),
    );
  });

  it('sums beyond 2^53 exactly', async () => {
    files.files.set('big.pprof', smallProfile({ stacks: { a: Number.MAX_SAFE_INTEGER, b: 2 } }));
    expect((await showProfile('big.pprof', deps()))[0]!.head!.totals).toEqual([
      9_007_199_254_740_993n,
      9_007_199_254_740_993n,
    ]);
  });
});

describe('ls, services, rm', () => {
  beforeEach(async () => {
    for (const time of ['2024-02-27T10:00:00Z', '2024-02-28T10:00:00Z', '2024-02-29T10:00:00Z']) {
      await put(smallProfile({ time }));
      await put(smallProfile({ time, sampleTypes: ['goroutine/count'] }), { service: 'cart' });
    }
  });
  const list = async (options: Parameters<typeof listProfiles>[0]) =>
    (await listProfiles(options, { store, clock: deps().clock })).profiles.map(({ key }) =>
      key.replace(/^.*?\//, ''),
    );

  it.each([
    [{}, 6],
    [{ services: ['cart'] }, 3],
    [{ services: ['cart', 'checkout'] }, 6],
    [{ types: ['cpu'] }, 3],
    [{ date: 'yesterday' }, 2],
    [{ date: '2024-02-28' }, 2],
    [{ since: '2024-02-28T10:00:00Z' }, 4],
    [{ since: '2024-02-28T10:00:01Z' }, 2],
    [{ until: '2024-02-28' }, 4],
    [{ since: '3d', until: '2d' }, 2],
    [{ since: '2024-02-28', until: '2024-02-28', services: ['checkout'], types: ['cpu'] }, 1],
    [{ services: ['checkout'], types: ['mutex'] }, 0],
  ])('ls %j: %d', async (options, count) => {
    expect(await list(options)).toHaveLength(count);
  });

  it('lists the newest last', async () => {
    expect(await list({ services: ['cart'] })).toEqual([
      'cart/20240227-100000-goroutine.pprof',
      'cart/20240228-100000-goroutine.pprof',
      'cart/20240229-100000-goroutine.pprof',
    ]);
  });

  it('asks the store for the days in question only', async () => {
    store.requests.length = 0;
    await list({ services: ['cart'], since: '2024-02-28' });
    // Of the clock's day too, and where autopgo would keep the app of that name.
    expect(store.requests).toEqual([
      'list cart/',
      'list 2024-02-28/cart/',
      'list 2024-02-29/cart/',
      'list 2024-03-01/cart/',
    ]);
  });

  it('says which service was probably meant', async () => {
    await expect(list({ services: ['chekout'] })).rejects.toMatchObject({
      code: 'STORE_NOT_FOUND',
      message: 'no profile of service chekout; did you mean checkout?',
    });
  });

  it.each([{ date: '3h' }, { date: '2024-01-01', since: '3h' }, { since: 'soon' }, { until: '' }])(
    'refuses %j',
    async (options) => {
      await expect(list(options)).rejects.toMatchObject({ code: 'USAGE' });
    },
  );

  it('sums up the services', async () => {
    const { services } = await listServices({ since: '2024-02-28' }, { store, clock: deps().clock });
    expect(services.map(({ service, types, profileCount }) => [service, types, profileCount])).toEqual([
      ['cart', ['goroutine'], 2],
      ['checkout', ['cpu'], 2],
    ]);
    expect(services[0]).toMatchObject({
      oldestMs: Date.parse('2024-02-28T10:00:00Z'),
      newestMs: Date.parse('2024-02-29T10:00:00Z'),
    });
  });

  it('removes what was planned', async () => {
    const planned = await planRemoval(
      ['cart', 'cart/goroutine', 'checkout/cpu@2024-02-27..2024-02-28'],
      deps(),
    );
    expect(planned).toHaveLength(3);
    expect(await removeProfiles(planned, { store })).toMatchObject({
      removed: planned,
      failed: [],
      remaining: 0,
    });
    expect(await list({})).toEqual([
      'cart/20240227-100000-goroutine.pprof',
      'cart/20240228-100000-goroutine.pprof',
      'checkout/20240229-100000-cpu.pprof',
    ]);
  });
});
