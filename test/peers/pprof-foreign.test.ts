/** `prof pprof` against `go tool pprof`: profiles of many producers, patterns, sources on the network. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { deepProfile } from '../support/deep-profile.ts';
import { functionsProfile } from '../support/functions-profile.ts';
import { PprofDuel } from '../support/pprof-duel.ts';
import { randomForeignOptions } from '../support/random-foreign-options.ts';
import { randomForeignProfile } from '../support/random-foreign-profile.ts';
import { randomPattern } from '../support/random-pattern.ts';
import { Random } from '../support/random-profile.ts';
import { startWebServer } from '../support/web-server.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/profiles/', import.meta.url));

describe('prof pprof equals go tool pprof', () => {
  const duel = new PprofDuel();
  afterAll(() => duel.close());

  const foreign = (name: string, seed: number, typesSeed: number): string =>
    duel.write(name, randomForeignProfile({ random: new Random(seed), types: new Random(typesSeed) }));

  it('on profiles as many producers write them', async () => {
    const random = new Random(11);
    for (let i = 0; i < 400; i++) {
      await duel.compare([...randomForeignOptions(random), foreign('one.pb', 100 + i, i)], 'Asia/Kathmandu');
    }
    duel.requireOrder(0.05);
  });

  it('on several of them, and less others', async () => {
    const random = new Random(12);
    for (let i = 0; i < 300; i++) {
      const words = randomForeignOptions(random);
      const sources = Array.from({ length: 2 + random.below(3) }, (_, n) =>
        foreign(`of-${n}.pb`, 10_000 + 10 * i + n, random.chance(0.9) ? i : 10 * i + n),
      );
      if (random.chance(0.6)) words.push(`-${random.pick(['base', 'diff_base'])}=${sources.pop()}`);
      await duel.compare([...words, ...sources]);
    }
    duel.requireOrder(0.05);
  });

  it('on what Go programs and older tools wrote', async () => {
    const random = new Random(13);
    const folders = ['go/1.26', 'pprof-legacy', 'pprof-legacy/go-1.26'];
    const files = folders.flatMap((folder) =>
      readdirSync(FIXTURES + folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => `${FIXTURES}${folder}/${name}`),
    );
    expect(files.length).toBeGreaterThan(20);
    for (let i = 0; i < 200; i++) {
      const words = [...randomForeignOptions(random), '-symbolize=none'];
      if (random.chance(0.3)) words.push(`-${random.pick(['base', 'diff_base'])}=${random.pick(files)}`);
      await duel.compare([...words, random.pick(files)]);
    }
    duel.requireOrder(0.05);
  });

  it('on patterns of every kind', async () => {
    const random = new Random(14);
    const file = duel.write('names.pb', functionsProfile());
    for (let i = 0; i < 300; i++) {
      await duel.compare(['-top', '-symbolize=none', `-focus=${randomPattern(random) || '.'}`, file]);
    }
  });

  it('on stacks of 10,000 frames', async () => {
    const file = duel.write('deep.pb', deepProfile({ frames: 10_000, functions: 10_000 }));
    const round = duel.write('round.pb', deepProfile({ frames: 10_000, functions: 7 }));
    for (const words of [
      ...[
        ['-top'],
        ['-tree', '-nodecount=20'],
        ['-dot', '-lines'],
        ['-traces'],
        ['-callgrind'],
        ['-topproto'],
      ],
      ...[
        ['-peek=f77$', '-tagroot=way'],
        ['-top', '-show_from=f4[0-9]*$'],
        ['-tree', '-prune_from=f3000'],
      ],
      ...[
        ['-proto', `-diff_base=${round}`],
        ['-top', '-normalize', `-base=${round}`],
      ],
    ]) {
      await duel.compare([...words, file]);
    }
    for (const format of ['-dot', '-tree', '-callgrind']) await duel.compare([format, '-call_tree', round]);
  });

  it('on sources that a server answers for', async () => {
    const profile = gzipSync(randomForeignProfile({ random: new Random(3), types: new Random(3) }));
    const answers: Record<string, () => readonly [status: number, body: Uint8Array, headers?: object]> = {
      '/debug/pprof/profile': () => [200, profile],
      '/heap': () => [200, profile],
      '/plain': () => [200, gunzipSync(profile)],
      '/moved': () => [302, Buffer.from('elsewhere'), { location: '/heap' }],
      '/busy': () => [
        500,
        Buffer.from('cpu profiling already in use\n'),
        { 'x-go-pprof': '1', 'content-type': 'text/plain; charset=utf-8' },
      ],
      '/broken': () => [500, Buffer.from('broken')],
      '/nothing': () => [204, Buffer.from('')],
      '/empty': () => [200, Buffer.from('')],
      '/page': () => [200, Buffer.from('<html></html>')],
    };
    const server = await startWebServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      const [status, body, headers] = answers[pathname]?.() ?? [404, Buffer.from('no')];
      response.writeHead(status, { ...headers }).end(body);
    });
    const host = server.url.slice('http://'.length);
    const paths = [
      '',
      '/',
      ...Object.keys(answers).slice(1),
      '/missing',
      '/heap?b=2&a=x y&a=1',
      '/he%61p',
      '/he ap',
    ];
    for (const path of paths) {
      await duel.compare(['-top', '-symbolize=none', `http://${host}${path}`]);
      await duel.compare(['-raw', '-symbolize=none', `${host}${path}`]);
    }
    await duel.compare(['-top', '-symbolize=none', '-seconds=90', host]);
    await duel.compare([
      '-tree',
      '-symbolize=none',
      `-diff_base=${host}/heap`,
      `${host}/plain`,
      `${host}/missing`,
    ]);
    await duel.compare(['-top', `-base=${host}/missing`, `${host}/heap`]);
    await server.close();
  });
});
