/**
 * Random profiles as many producers write them: several mappings with build ids, units and types that almost fit,
 * labels of every kind, tables in any order, lists packed or not, fields that say zero, unknown fields.
 */
import { ProtoWriter } from './proto-writer.ts';
import type { Random } from './random-profile.ts';

type Text = string | Uint8Array;

/** Types that could be merged, each with the units and the spellings that producers use. */
const TYPE_FAMILIES: readonly (readonly [types: readonly string[], units: readonly string[]])[] = [
  [
    ['samples', 'sample'],
    ['count', 'count', 'samples'],
  ],
  [['cpu'], ['nanoseconds', 'ns', 'microseconds', 'us', 'ms', 'milliseconds', 's', 'seconds', 'hours']],
  [['alloc_objects'], ['count']],
  [
    ['alloc_space', 'alloc_spaces'],
    ['bytes', 'kB', 'kilobytes', 'MB', 'b'],
  ],
  [['inuse_space'], ['bytes', 'Bytes', 'megabyte']],
  [['contentions'], ['count']],
  [
    ['delay', 'delays'],
    ['nanoseconds', 'μs', 'us', 'hr'],
  ],
  [['energy'], ['microjoules', 'joules']],
  [['gcu'], ['nanogcu', 'gcu', 'megagcus']],
];

const PACKAGES = ['main', 'runtime', 'net/http', 'example.com/shop/v2/cart', 'gopkg.in/yaml.v3', 'a/v10.2/b'];
const NAMES: readonly Text[] = [
  ...PACKAGES.flatMap((p) => [`${p}.init`, `${p}.(*T).Serve`, `${p}.Map[...].func1.2`, `${p}.work`]),
  ...['malloc', 'operator new', '__libc_start_main', '[unknown]', 'java.util.Map.get', 'Foo$Bar.baz(I)V'],
  ...['(anonymous)', '(garbage collector)', 'new Cart:src/cart.ts', 'get total', '<module>', 'f(x)(y)::g'],
  ...[
    'ns::Class::method',
    'ns::Class::method(int, char)',
    'operator()',
    '(anonymous namespace)::f(int)',
    '.dotted',
  ],
  ...[
    'a"b\\c',
    'line\nbreak',
    'tab\there',
    '日本.語',
    Uint8Array.of(0x66, 0xc3, 0x28, 0xff),
    ' ',
    'x'.repeat(300),
  ],
];

const FILES = [
  ...['', 'main.go', '/usr/local/go/src/runtime/proc.go', './a/../b/c.go', '/proc/self/cwd/x/y.cc', '..'],
  ...[
    '/src/app/main.go',
    '//double//slash.go',
    'node:internal/modules',
    'file:///srv/app.js',
    'C:\\x\\y.cs',
    '/',
  ],
];

const MAPPING_FILES = [
  ...['/opt/app/server', '/opt/app/server', '/lib/x86_64-linux-gnu/libc.so.6', '[vdso]', '//anon', ''],
  ...[
    '[kernel.kallsyms]_text',
    '/tmp/perf-12.map',
    'http://host:6060/debug/pprof/profile',
    'webpack:app',
    '/',
  ],
];
const BUILD_IDS = ['', '', 'aa11bb22cc33', 'ffee', 'AA', 'x/../y'];

const LABEL_KEYS = [
  'endpoint',
  'region',
  'bytes',
  'thread',
  'latency',
  'request',
  'alignment',
  'span id',
  'k:ey',
  '',
];
const LABEL_TEXTS = [
  '/home',
  '/api/cart?x=1',
  'eu',
  'us',
  'a,b',
  'k=v',
  '0',
  '16',
  '16B',
  ' ',
  'ü',
  'q"uote\\',
];
const LABEL_UNITS = [
  '',
  '',
  '',
  'bytes',
  'kilobytes',
  'milliseconds',
  'ns',
  'requests',
  'nanogcu',
  'count',
  'x',
];

/** What patterns and keys may look for, to find something in most of these profiles. */
export const FOREIGN_WORDS = {
  names: NAMES.filter((name) => typeof name === 'string'),
  files: [...FILES, ...MAPPING_FILES],
  keys: LABEL_KEYS,
  texts: LABEL_TEXTS,
};

export interface ForeignProfileOptions {
  /** Draws the sample types, so that profiles drawn with equal ones often fit together. */
  readonly types: Random;
  /** Draws everything else. */
  readonly random: Random;
}

/** An uncompressed pprof profile. */
export function randomForeignProfile(options: ForeignProfileOptions): Uint8Array {
  return new ForeignBuilder(options).build();
}

class ForeignBuilder {
  private readonly random: Random;
  private readonly types: Random;
  private readonly strings: Text[] = [''];
  private readonly indices = new Map<Text, number>([['', 0]]);
  /** Fields of each table, which may be written in any order. */
  private readonly tables: ProtoWriter[][] = [];
  private readonly isPacked: boolean;

  constructor({ types, random }: ForeignProfileOptions) {
    this.random = random;
    this.types = types;
    this.isPacked = random.chance(0.7);
  }

  build(): Uint8Array {
    const { random, tables } = this;
    const typeCount = this.sampleTypes();
    const mappings = this.mappings();
    const functions = this.functions();
    const locations = this.locations(mappings, functions);
    this.samples(typeCount, locations);
    this.header();
    tables.push(this.strings.map((text) => new ProtoWriter(64).data(6, text)));
    if (random.chance(0.5)) shuffle(random, tables);
    if (random.chance(0.1)) tables.push([new ProtoWriter().int(99, 7).data(100, 'unknown')]);
    const out = new ProtoWriter(1 << 14);
    for (const fields of tables.flat()) out.fields(fields);
    return out.finish();
  }

  private text(text: Text): number {
    const known = this.indices.get(text);
    if (text === '' || (known !== undefined && !this.random.chance(0.03))) return known!;
    this.indices.set(text, this.strings.length);
    return this.strings.push(text) - 1;
  }

  /** Encoders differ in whether they write what is zero. */
  private field(message: ProtoWriter, field: number, value: number | bigint): void {
    if (BigInt(value) !== 0n || this.random.chance(0.03)) message.int(field, value);
  }

  private list(message: ProtoWriter, field: number, values: readonly (number | bigint)[]): void {
    if (this.isPacked) message.packed(field, values);
    else for (const value of values) message.int(field, value);
  }

  private sampleTypes(): number {
    const { types, random } = this;
    const families = [...TYPE_FAMILIES];
    shuffle(types, families);
    const chosen = families.slice(0, types.chance(0.03) ? 0 : 1 + types.below(4));
    if (random.chance(0.1)) shuffle(random, chosen);
    if (random.chance(0.05)) chosen.pop();
    const fields = chosen.map(([names, units]) => {
      const name = random.chance(0.9) ? names[0]! : random.pick(names);
      const unit = random.chance(0.7) ? units[0]! : random.pick(units);
      const message = new ProtoWriter();
      this.field(message, 1, this.text(name));
      this.field(message, 2, this.text(unit));
      return new ProtoWriter().data(1, message);
    });
    this.tables.push(fields);
    return fields.length;
  }

  private ids(count: number): bigint[] {
    const { random } = this;
    const kind = random.below(4);
    const ids = Array.from({ length: count }, (_, i) => {
      if (kind === 0) return BigInt(i + 1);
      if (kind === 1) return BigInt(count - i);
      if (kind === 2) return BigInt(i) * 0xffff_ffffn + 5n;
      return 2n ** 63n - 1n - BigInt(i);
    });
    if (random.chance(0.2)) shuffle(random, ids);
    return ids;
  }

  private mappings(): { readonly id: bigint; readonly start: number }[] {
    const { random } = this;
    const ids = this.ids(random.chance(0.2) ? 0 : random.below(6));
    const mappings = ids.map((id, i) => ({ id, start: 0x40_0000 + (i + random.below(3)) * 0x100_0000 }));
    this.tables.push(
      mappings.map(({ id, start }) => {
        const message = new ProtoWriter();
        this.field(message, 1, id);
        this.field(message, 2, start);
        this.field(message, 3, start + random.pick([0x1000, 0x1234, 0xf_ffff, 0]));
        this.field(message, 4, random.pick([0, 0, 0x1000, 0x7fff_ffff_ffff]));
        this.field(message, 5, this.text(random.pick(MAPPING_FILES)));
        this.field(message, 6, this.text(random.pick(BUILD_IDS)));
        for (let flag = 7; flag <= 10; flag++) message.nonzero(flag, random.chance(0.7));
        return new ProtoWriter().data(3, message);
      }),
    );
    return mappings;
  }

  private functions(): bigint[] {
    const { random } = this;
    const ids = this.ids(1 + random.below(20));
    this.tables.push(
      ids.map((id) => {
        const name = random.pick(NAMES);
        const file = random.below(FILES.length);
        const message = new ProtoWriter();
        this.field(message, 1, id);
        this.field(message, 2, this.text(name));
        this.field(
          message,
          3,
          this.text(random.chance(0.6) ? name : random.pick(['', 'system', 'plain_name'])),
        );
        this.field(message, 4, this.text(FILES[file]!));
        // One start line a file: else -files has rows that the reference leaves in no order.
        this.field(message, 5, FILES[file] === '' ? 0 : 7 * file);
        return new ProtoWriter().data(5, message);
      }),
    );
    return ids;
  }

  private locations(
    mappings: readonly { readonly id: bigint; readonly start: number }[],
    functions: readonly bigint[],
  ): bigint[] {
    const { random } = this;
    const ids = this.ids(1 + random.below(40));
    const hasAddresses = random.chance(0.7);
    const isSymbolized = random.chance(0.85);
    this.tables.push(
      ids.map((id) => {
        const mapping = mappings.length > 0 && random.chance(0.9) ? random.pick(mappings) : undefined;
        const message = new ProtoWriter();
        this.field(message, 1, id);
        if (mapping !== undefined) this.field(message, 2, mapping.id);
        if (hasAddresses) this.field(message, 3, this.address(mapping?.start ?? 0));
        const lines = isSymbolized ? random.pick([0, 1, 1, 1, 1, 1, 2, 4]) : 0;
        for (let i = 0; i < lines; i++) {
          const line = new ProtoWriter();
          this.field(line, 1, random.pick(functions));
          this.field(line, 2, random.pick([0, 1, 7, 42, 100, 12_345, -1]));
          this.field(line, 3, random.pick([0, 0, 0, 1, 80]));
          message.data(4, line);
        }
        if (random.chance(0.05)) message.int(5, 1);
        return new ProtoWriter().data(4, message);
      }),
    );
    return ids;
  }

  private address(start: number): number | bigint {
    const { random } = this;
    if (random.chance(0.03)) return random.pick([2n ** 64n - 1n, 2n ** 63n, 1n]);
    return start + random.below(64) * 16 + random.below(2);
  }

  private samples(typeCount: number, locations: readonly bigint[]): void {
    const { random } = this;
    const stacks = Array.from({ length: 1 + random.below(12) }, () =>
      Array.from({ length: random.pick([0, 1, 2, 3, 5, 8, 30]) }, () => random.pick(locations)),
    );
    const scale = random.pick([1, 1, 100, 10_000_000]);
    const isWild = random.chance(0.15);
    const value = (): number | bigint => {
      if (random.chance(0.2)) return 0;
      if (isWild && random.chance(0.3))
        return random.pick([-1, -scale, 2n ** 62n, -(2n ** 62n), 2n ** 53n + 1n]);
      return Math.floor(1 + random.next() ** 3 * 1000) * scale;
    };
    this.tables.push(
      Array.from({ length: random.chance(0.05) ? 0 : 1 + random.below(60) }, () => {
        const message = new ProtoWriter();
        this.list(message, 1, random.pick(stacks));
        this.list(message, 2, Array.from({ length: typeCount }, value));
        this.labels(message);
        return new ProtoWriter().data(2, message);
      }),
    );
  }

  private labels(sample: ProtoWriter): void {
    const { random } = this;
    const count = random.pick([0, 0, 1, 2, 5]);
    for (let i = 0; i < count; i++) {
      const key = random.below(LABEL_KEYS.length);
      const message = new ProtoWriter();
      this.field(message, 1, this.text(LABEL_KEYS[key]!));
      if (random.chance(key < 2 ? 0.95 : 0.3)) this.field(message, 2, this.text(random.pick(LABEL_TEXTS)));
      else {
        this.field(message, 3, random.pick([0, 1, 16, 64, 1024, 4096, 1_000_000, -5, 2n ** 62n]));
        this.field(message, 4, this.text(random.chance(0.8) ? LABEL_UNITS[key]! : random.pick(LABEL_UNITS)));
      }
      sample.data(3, message);
    }
  }

  private header(): void {
    const { random } = this;
    const out = new ProtoWriter();
    if (random.chance(0.15)) out.int(7, this.text(random.pick(['malloc|runtime\\..*', '.*work', '', 'x('])));
    if (random.chance(0.1)) out.int(8, this.text(random.pick(['runtime\\.work', '.*'])));
    if (random.chance(0.7)) {
      out.nonzero(
        9,
        random.pick([1_700_000_000_123_456_789n, 1n, -5_000_000_000n, 1_600_000_000_000_000_000n]),
      );
    }
    if (random.chance(0.7))
      out.int(10, random.pick([0, 1, 999, 10_000_000_000n, 2n ** 60n, -1_000_000_000n]));
    const [[type], [unit, ...otherUnits]] = TYPE_FAMILIES[this.types.below(4)]! as [string[], string[]];
    if (this.types.chance(0.8)) {
      const period = new ProtoWriter();
      this.field(period, 1, this.text(type!));
      this.field(period, 2, this.text(random.chance(0.8) ? unit! : random.pick([unit!, ...otherUnits])));
      out.data(11, period);
    }
    if (random.chance(0.8)) out.nonzero(12, random.pick([1, 10_000_000, 524_288, -3]));
    this.list(
      out,
      13,
      ['made by a test', '# quiet', 'made by a test', '', 'two\nlines']
        .filter(() => random.chance(0.15))
        .map((comment) => this.text(comment)),
    );
    if (random.chance(0.3))
      out.int(14, this.text(random.pick(['cpu', 'alloc_space', 'delay', 'no such type'])));
    if (random.chance(0.1)) out.int(15, this.text(random.pick(['https://example.com/doc', 'not a url'])));
    this.tables.push([out]);
  }
}

function shuffle<T>(random: Random, list: T[]): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
}
