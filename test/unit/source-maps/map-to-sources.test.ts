import { Buffer } from 'node:buffer';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { mapToSources } from '../../../src/source-maps/map-to-sources.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

const SOURCE = `class Basket {
  total(items: number[]): number { return items.length; }
}
const applyDiscount = (cents: number) => cents - 1;
export function priceBasket(basket: Basket) {
  return applyDiscount(basket.total([1]));
}
export { Basket };
`;

const compiled = transformSync(SOURCE, {
  loader: 'ts',
  format: 'esm',
  minify: true,
  sourcemap: 'external',
  sourcefile: '../src/pricing.ts',
});
/** The same, as it lies in /app/dist. */
const CODE = compiled.code;
const MAP = compiled.map;

/** Where V8 says a function begins: at its parameters; counted from 1. */
const placeAfter = (text: string): number => CODE.indexOf(text) + text.length + 1;

function profileOf(
  functions: readonly (readonly [name: string, file: string, line: number, column: number])[],
): Profile {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  for (const [name, filename, line, column] of functions) {
    const fn = builder.addFunction({ name, systemName: '', filename, startLine: line });
    builder.addSample([builder.addLocation({ lines: [{ function: fn, line, column }] })], [1]);
  }
  return builder.build();
}

const rows = ({ functions, locations, strings }: Profile) =>
  Array.from(locations.lineFunction, (f, i) => [
    strings.get(functions.name[f]!),
    strings.get(functions.filename[f]!),
    Number(functions.startLine[f]!),
    Number(locations.line[i]!),
    Number(locations.column[i]!),
  ]);

/** The name that esbuild gave to a function of the source. */
const minified = (pattern: RegExp): string => pattern.exec(CODE)![1]!;
const PRICE = minified(/function (\w+)\(/);
const DISCOUNT = minified(/(\w+)=\w+=>/);

function recorded(file: string): Profile {
  return profileOf([
    [PRICE, file, 1, placeAfter(`function ${PRICE}`)],
    [DISCOUNT, file, 1, placeAfter(`${DISCOUNT}=`)],
    ['total', file, 1, placeAfter('total')],
    ['(program)', '', 0, 0],
    ['readFile', 'node:fs', 10, 3],
  ]);
}

const MAPPED = (source: string) => [
  ['priceBasket', source, 5, 5, expect.any(Number)],
  ['applyDiscount', source, 4, 4, expect.any(Number)],
  ['total', source, 2, 2, expect.any(Number)],
  ['(program)', '', 0, 0, 0],
  ['readFile', 'node:fs', 10, 10, 3],
];

class RecordingFiles extends MemoryFiles {
  readonly #opened: string[];

  constructor(opened: string[]) {
    super();
    this.#opened = opened;
  }

  override async read(path: string, maxBytes: number) {
    this.#opened.push(path);
    return super.read(path, maxBytes);
  }
}

function map(profile: Profile, contents: Record<string, string>, places: readonly string[] = []) {
  const opened: string[] = [];
  const warnings: string[] = [];
  const files = new RecordingFiles(opened);
  for (const [path, text] of Object.entries(contents)) files.files.set(path, Buffer.from(text));
  const deps = { files: async () => files, warn: (message: string) => warnings.push(message) };
  return mapToSources(profile, { places }, deps).then((mapped) => ({ mapped, opened, warnings }));
}

describe('source maps', () => {
  const script = '/app/dist/pricing.js';

  it('names functions, files and lines as they were written: a map beside the script', async () => {
    const { mapped, warnings } = await map(recorded(script), { [script]: CODE, [`${script}.map`]: MAP });
    expect(rows(mapped)).toEqual(MAPPED('/app/src/pricing.ts'));
    expect(warnings).toEqual([]);
    // Nothing of the compiled script is left behind.
    expect(mapped.functions.count).toBe(5);
  });

  it('reads the map that a script says it has, in it or beside it', async () => {
    const inline = `${CODE}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(MAP).toString('base64')}\n`;
    const plain = `${CODE}\n//# sourceMappingURL=data:application/json,${encodeURIComponent(MAP)}`;
    for (const code of [inline, plain]) {
      const { mapped } = await map(recorded(script), { [script]: code });
      expect(rows(mapped)).toEqual(MAPPED('/app/src/pricing.ts'));
    }
    const elsewhere = `${CODE}\n//# sourceMappingURL=../maps/the%20map.json?v=1\n`;
    const { mapped } = await map(recorded(script), { [script]: elsewhere, '/app/maps/the map.json': MAP });
    expect(rows(mapped)).toEqual(MAPPED('/app/src/pricing.ts'));
  });

  it('takes maps that are named: a file by its name or what it says, a folder by the end of the path', async () => {
    for (const [place, files] of [
      ['/maps/pricing.js.map', { '/maps/pricing.js.map': MAP }],
      ['/maps/x.json', { '/maps/x.json': JSON.stringify({ ...JSON.parse(MAP), file: 'pricing.js' }) }],
      ['/maps', { '/maps/dist/pricing.js.map': MAP, '/maps/other.js.map': '{}' }],
      ['/maps', { '/maps/pricing.js.map': MAP }],
    ] as const) {
      const { mapped, warnings } = await map(recorded('https://shop.test/dist/pricing.js?v=2'), files, [
        place,
      ]);
      const found = rows(mapped);
      // Without the script a name is that of the identifier just before the function's place.
      expect([found[0]![0], found[2]![0]]).toEqual(['priceBasket', 'total']);
      expect(found.map((row) => row[2])).toEqual([5, 4, 2, 0, 10]);
      expect(warnings).toEqual([]);
    }
  });

  it('says of a named map that it is not there, is none, or fits no script', async () => {
    await expect(map(recorded(script), {}, ['/no.map'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(map(recorded(script), { '/bad.map': 'root:x:0:0' }, ['/bad.map'])).rejects.toMatchObject({
      code: 'BAD_DATA',
      message: 'not a source map: /bad.map',
    });
    const { mapped, warnings } = await map(recorded(script), { '/other.js.map': MAP }, ['/other.js.map']);
    expect(rows(mapped)).toEqual(rows(recorded(script)));
    expect(warnings).toEqual(['the source map /other.js.map is of no script in the profile']);
  });

  it('opens nothing but scripts and their maps, and tells nothing of what is no map', async () => {
    const secret = 'root:x:0:0:secret';
    const files = {
      '/etc/passwd': secret,
      '/etc/x.js': `//# sourceMappingURL=passwd`,
      '/etc/y.js': '//# sourceMappingURL=/etc/passwd',
      '/etc/z.js': '//# sourceMappingURL=https://evil.test/z.js.map',
      '/etc/x.ts': secret,
      '/etc/w.js': '//# sourceMappingURL=data:application/json;base64,cm9vdDp4',
    };
    const names = [
      '/etc/passwd',
      '/etc/x.js',
      '/etc/y.js',
      '/etc/z.js',
      '/etc/x.ts',
      '/etc/w.js',
      'x.js',
      '../x.js',
    ];
    const profile = profileOf(names.map((name) => ['f', name, 1, 1]));
    const { mapped, opened, warnings } = await map(profile, files);
    expect(rows(mapped)).toEqual(rows(profile));
    expect(opened).not.toContain('/etc/x.ts');
    expect(opened.every((path) => /\.js$|^\/etc\/passwd$/.test(path))).toBe(true);
    // The one reading of passwd is by a script that lies beside it and calls it its map.
    expect(opened.filter((path) => path === '/etc/passwd')).toHaveLength(1);
    expect(warnings.join()).not.toContain('root');
  });

  it('leaves other profiles alone, and opens nothing for them', async () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
    const fn = builder.addFunction({ name: 'f', filename: script, startLine: 1 });
    builder.addSample([builder.addLocation({ lines: [{ function: fn, line: 5 }] })], [1]);
    const profile = builder.build();
    const { mapped, opened } = await map(profile, { [script]: CODE, [`${script}.map`]: MAP });
    expect(mapped).toBe(profile);
    expect(opened).toEqual([]);
  });

  it('keeps the name of the script where the map has no other, and the place where it has none', async () => {
    const generated = {
      version: 3,
      sources: ['a.ts'],
      names: ['original'],
      // Line 1: column 0 has a source, column 10 none; line 2: nothing.
      mappings: 'AAAA,U;',
    };
    const profile = profileOf([
      ['kept', '/x.js', 1, 5],
      ['none', '/x.js', 1, 12],
      ['none', '/x.js', 2, 1],
      ['none', '/x.js', 99, 1],
    ]);
    const { mapped } = await map(profile, { '/x.js.map': JSON.stringify(generated) });
    expect(rows(mapped)).toEqual([
      ['kept', '/a.ts', 1, 1, 1],
      ['none', '/x.js', 1, 1, 12],
      ['none', '/x.js', 2, 2, 1],
      ['none', '/x.js', 99, 99, 1],
    ]);
  });

  it('survives maps that say anything', async () => {
    const profile = recorded(script);
    const good = JSON.parse(MAP);
    const odd: unknown[] = [
      ...[null, 1, [], {}, { version: 3 }, { ...good, names: undefined }, { ...good, names: {} }],
      ...[
        { ...good, names: [1, null] },
        { ...good, sources: [] },
        { ...good, sources: [null] },
        { ...good, sources: [5] },
      ],
      ...[
        { ...good, mappings: '!!!' },
        { ...good, mappings: 'D'.repeat(100) },
        { ...good, mappings: [null] },
      ],
      ...[
        { ...good, mappings: [[['a', 'b', 'c', 'd', 'e']]] },
        { version: 3, sections: [{ offset: {}, map: {} }] },
      ],
      { ...good, mappings: 'AADDDD,gggggggggD' },
    ];
    for (const content of odd) {
      const { mapped } = await map(profile, { [script]: CODE, [`${script}.map`]: JSON.stringify(content) });
      expect(rows(mapped)).toHaveLength(5);
      for (const [name, file, line] of rows(mapped)) {
        expect([typeof name, typeof file]).toEqual(['string', 'string']);
        expect(line).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
