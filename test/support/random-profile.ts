/** Small random profiles with everything that a report can stumble over, made from a seed. */
import { ProtoWriter } from './proto-writer.ts';

/** Numbers from a seed: the same everywhere, for ever (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 <= x < 1 */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(part: number): boolean {
    return this.next() < part;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

type Text = string | Uint8Array;

const FUNCTION_NAMES: readonly Text[] = [
  'main.main',
  'main.(*Server).handle',
  'main.fib',
  'main.(*Tree[...]).Walk.func2',
  'example.com/shop/v2/cart.Add',
  'runtime.mallocgc',
  'runtime.gcBgMarkWorker',
  'std::vector<int>::push_back(int)',
  '<anonymous>',
  '(anonymous namespace)::work(int)',
  'foo(bar)(baz)',
  'a<b>c::d',
  'operator()<x>',
  'com.example.Cart.<init>',
  '.hidden(int)',
  'naïve.函数',
  'emoji😀.run',
  '\u{ffff}.high',
  'tab\tname',
  Uint8Array.of(0x62, 0xff, 0x61, 0x64, 0xc3),
  '',
  '[kernel]',
];

const FILES: readonly string[] = [
  '/src/app/main.go',
  '/src/app//server.go',
  './rel/../rel/cart.go',
  '/proc/self/cwd/pkg/tree.go',
  '/usr/lib/go/runtime/malloc.go',
  'C:\\win\\path.cpp',
  '',
  'weird name.js',
];

const SAMPLE_TYPES: readonly (readonly [string, string])[] = [
  ['samples', 'count'],
  ['cpu', 'nanoseconds'],
  ['alloc_space', 'bytes'],
  ['inuse_objects', 'count'],
  ['delay', 'microseconds'],
  ['cycles', 'cycles'],
  ['wall', 'ms'],
  ['gcu', 'nanogcu'],
  ['space', 'kB'],
  ['odd', ''],
];

const VALUE_KINDS = ['small', 'medium', 'large', 'huge', 'negative', 'zero', 'mixed'] as const;

type ValueKind = (typeof VALUE_KINDS)[number];
const TAME_KINDS: readonly ValueKind[] = ['small', 'medium', 'large'];

export interface RandomProfileOptions {
  /** Take the sample types of the profile of this seed, so that the two can be merged. */
  readonly typesFrom?: number;
  /** Values may be negative or beyond 2^53. Default: true. */
  readonly wild?: boolean;
}

/** An uncompressed pprof profile. */
export function randomProfile(seed: number, options: RandomProfileOptions = {}): Uint8Array {
  return new Builder(new Random(seed), new Random(options.typesFrom ?? seed), options.wild ?? true).build();
}

class Builder {
  private readonly random: Random;
  private readonly typeRandom: Random;
  private readonly wild: boolean;
  private readonly strings: Text[] = [''];
  private readonly indices = new Map<string, number>();
  private readonly out = new ProtoWriter();

  constructor(random: Random, typeRandom: Random, wild: boolean) {
    this.random = random;
    this.typeRandom = typeRandom;
    this.wild = wild;
  }

  build(): Uint8Array {
    const typeCount = this.sampleTypes();
    const mappingIds = this.mappings();
    const functionIds = this.functions();
    const locationIds = this.locations(mappingIds, functionIds);
    this.samples(typeCount, locationIds);
    this.header();
    for (const text of this.strings) this.out.data(6, text);
    return this.out.finish();
  }

  private text(text: Text): number {
    const key = Buffer.from(text as string).toString('latin1');
    if (key === '') return 0;
    const known = this.indices.get(key);
    // Now and then a text twice: tables need not be without repetition.
    if (known !== undefined && !this.random.chance(0.05)) return known;
    this.strings.push(text);
    this.indices.set(key, this.strings.length - 1);
    return this.strings.length - 1;
  }

  private sampleTypes(): number {
    const count = 1 + this.typeRandom.below(3);
    const first = this.typeRandom.below(SAMPLE_TYPES.length);
    for (let i = 0; i < count; i++) {
      const [type, unit] = SAMPLE_TYPES[(first + i) % SAMPLE_TYPES.length]!;
      this.out.data(1, new ProtoWriter().nonzero(1, this.text(type)).nonzero(2, this.text(unit)));
    }
    const [defaultType] = SAMPLE_TYPES[(first + this.typeRandom.below(count + 1)) % SAMPLE_TYPES.length]!;
    if (this.typeRandom.chance(0.4)) this.out.nonzero(14, this.text(defaultType));
    const period = new ProtoWriter().nonzero(1, this.text('cpu')).nonzero(2, this.text('nanoseconds'));
    if (this.typeRandom.chance(0.7)) this.out.data(11, period).nonzero(12, 10_000_000);
    return count;
  }

  /** Ids are arbitrary numbers, not positions. */
  private ids(count: number): bigint[] {
    const step = this.random.chance(0.2) ? 0x1234_5678_9abcn : 1n;
    return Array.from({ length: count }, (_, i) => 1n + BigInt(i) * step);
  }

  private mappings(): bigint[] {
    const ids = this.ids(this.random.below(4));
    for (const [i, id] of ids.entries()) {
      const start = 0x400000 + i * 0x1000000;
      const file = this.random.pick(['/opt/app/bin/server', '/lib/libc.so.6', '', '[vdso]', 'plain']);
      const mapping = new ProtoWriter()
        .int(1, id)
        .nonzero(2, start)
        .nonzero(3, start + 0x100000)
        .nonzero(4, this.random.below(2) * 0x1000)
        .nonzero(5, this.text(file))
        .nonzero(6, this.text(this.random.pick(['', 'abcdef0123', 'ffff'])));
      for (let flag = 7; flag <= 10; flag++) mapping.nonzero(flag, this.random.chance(0.6));
      this.out.data(3, mapping);
    }
    return ids;
  }

  private functions(): bigint[] {
    const ids = this.ids(2 + this.random.below(12));
    for (const id of ids) {
      const name = this.random.pick(FUNCTION_NAMES);
      const systemName = this.random.chance(0.7)
        ? name
        : this.random.pick(['sys::call<T>(int)', '', 'sys.name', name]);
      // A file has one start line and one mapping: else -files has rows that the reference leaves in no order.
      const file = this.random.below(FILES.length);
      this.out.data(
        5,
        new ProtoWriter()
          .int(1, id)
          .nonzero(2, this.text(name))
          .nonzero(3, this.text(systemName))
          .nonzero(4, this.text(FILES[file]!))
          .nonzero(5, name === '' || FILES[file] === '' ? 0 : 10 * file),
      );
    }
    return ids;
  }

  private locations(mappings: readonly bigint[], functions: readonly bigint[]): bigint[] {
    const ids = this.ids(2 + this.random.below(20));
    const mapping = mappings.length > 0 && this.random.chance(0.8) ? this.random.below(mappings.length) : -1;
    for (const id of ids) {
      const location = new ProtoWriter().int(1, id);
      if (mapping !== -1) location.nonzero(2, mappings[mapping]!);
      location.nonzero(3, this.random.chance(0.85) ? 0x400000 + this.random.below(0x200) * 16 : 0);
      const lines = this.random.chance(0.1) ? 0 : this.random.chance(0.3) ? 2 + this.random.below(2) : 1;
      for (let i = 0; i < lines; i++) {
        const line = this.random.chance(0.9) ? 1 + this.random.below(60) : 0;
        location.data(
          4,
          new ProtoWriter()
            .nonzero(1, this.random.pick(functions))
            .nonzero(2, line)
            .nonzero(3, line > 0 && this.random.chance(0.4) ? this.random.below(9) : 0),
        );
      }
      if (this.random.chance(0.05)) location.int(5, 1);
      this.out.data(4, location);
    }
    return ids;
  }

  private samples(typeCount: number, locations: readonly bigint[]): void {
    const kind = this.random.pick<ValueKind>(this.wild ? VALUE_KINDS : TAME_KINDS);
    const count = this.random.chance(0.05) ? 0 : 1 + this.random.below(40);
    const hasLabels = this.random.chance(0.6);
    for (let s = 0; s < count; s++) {
      const depth = this.random.chance(0.05) ? 0 : 1 + this.random.below(8);
      const sample = new ProtoWriter()
        .packed(
          1,
          Array.from({ length: depth }, () => this.random.pick(locations)),
        )
        .packed(
          2,
          Array.from({ length: typeCount }, () => this.value(kind)),
        );
      if (hasLabels) this.labels(sample);
      this.out.data(2, sample);
    }
  }

  private value(kind: ValueKind): number | bigint {
    const { random } = this;
    switch (kind) {
      case 'small':
        return random.below(5);
      case 'medium':
        return random.below(1000) * (random.chance(0.3) ? 1 : 1_000_000);
      case 'large':
        return Math.floor(2 ** (random.next() * 45));
      case 'huge':
        return BigInt(Math.floor(2 ** (random.next() * 60))) * 3n;
      case 'negative':
        return random.below(2000) - 1000;
      case 'zero':
        return random.chance(0.8) ? 0 : 1;
      case 'mixed':
        return this.value(random.pick<ValueKind>(['small', 'medium', 'large', 'negative', 'zero']));
    }
  }

  private labels(sample: ProtoWriter): void {
    const { random } = this;
    const label = (key: string) => new ProtoWriter().nonzero(1, this.text(key));
    if (random.chance(0.5)) {
      const endpoint = random.pick(['/home', '/api/cart', '/health', 'with space', '']);
      sample.data(3, label('endpoint').nonzero(2, this.text(endpoint)));
    }
    if (random.chance(0.3)) {
      sample.data(3, label('region').nonzero(2, this.text(random.pick(['eu', 'us']))));
      if (random.chance(0.2)) sample.data(3, label('region').nonzero(2, this.text('asia')));
    }
    if (random.chance(0.4)) {
      const bytes = random.pick([64, 512, 1024, 65_536, 3_000_000]);
      const unit = random.chance(0.7) ? this.text('bytes') : 0;
      sample.data(3, label('bytes').nonzero(3, bytes).nonzero(4, unit));
    }
    if (random.chance(0.3)) sample.data(3, label('thread').nonzero(3, random.below(6)));
    if (random.chance(0.2)) {
      sample.data(3, label('latency').nonzero(3, random.below(5000)).nonzero(4, this.text('milliseconds')));
    }
  }

  private header(): void {
    const { random, out } = this;
    if (random.chance(0.2)) out.nonzero(7, this.text(random.pick(['runtime\\..*', 'main\\.fib|foo', '('])));
    if (random.chance(0.1)) out.nonzero(8, this.text('runtime\\.gc.*'));
    if (random.chance(0.7))
      out.nonzero(9, 1_600_000_000_000_000_000n + BigInt(random.below(2 ** 31)) * 100_000_007n);
    if (random.chance(0.7)) out.nonzero(10, Math.floor(2 ** (random.next() * 50)));
    if (random.chance(0.3)) {
      const comments = ['a comment', '# hidden comment', 'second'].filter(() => random.chance(0.6));
      out.packed(
        13,
        comments.map((comment) => this.text(comment)),
      );
    }
    if (random.chance(0.2)) out.nonzero(15, this.text('https://example.com/doc'));
  }
}
