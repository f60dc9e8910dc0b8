import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { execa } from 'execa';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFiles } from '../../src/adapters/files.ts';
import { decodeProfile } from '../../src/formats/registry.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { mapToSources } from '../../src/source-maps/map-to-sources.ts';
import { temporaryFolder } from '../support/run-prof.ts';

const SOURCES = fileURLToPath(new URL('../../fixtures/programs/typed-orders/', import.meta.url));
const MAIN = join(SOURCES, 'main.ts');
const PRICING = join(SOURCES, 'pricing.ts');
const RUN_MS = '400';

/** Where a function begins in the source: the line that names it. */
function lineOf(file: string, text: string): number {
  return (
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

const WANTED = [
  ['priceBasket', PRICING, lineOf(PRICING, 'function priceBasket')],
  ['applyDiscount', PRICING, lineOf(PRICING, 'applyDiscount =')],
  ['checksumItems', PRICING, lineOf(PRICING, 'checksumItems()')],
];

type Compiler = (folder: string) => string;

const bundle =
  (options: Parameters<typeof buildSync>[0], name: string): Compiler =>
  (folder) => {
    const outfile = join(folder, name);
    buildSync({
      entryPoints: [MAIN],
      bundle: true,
      platform: 'node',
      outfile,
      logLevel: 'error',
      ...options,
    });
    return outfile;
  };

/** File by file, as `tsc` does: the names stay, the lines move. */
const transpile: Compiler = (folder) => {
  for (const name of ['main', 'pricing']) {
    const file = join(SOURCES, `${name}.ts`);
    const { outputText, sourceMapText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        sourceMap: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const map = { ...JSON.parse(sourceMapText!), sources: [file] };
    writeFileSync(join(folder, `${name}.js`), outputText);
    writeFileSync(join(folder, `${name}.js.map`), JSON.stringify(map));
  }
  return join(folder, 'main.js');
};

const COMPILERS: readonly (readonly [what: string, compile: Compiler])[] = [
  ['esbuild, minified, map beside the script', bundle({ minify: true, sourcemap: true }, 'app.js')],
  [
    'esbuild, minified, map inside, ES modules',
    bundle({ minify: true, sourcemap: 'inline', format: 'esm' }, 'app.mjs'),
  ],
  ['esbuild, map named in the script alone', bundle({ sourcemap: true, format: 'cjs' }, 'app.cjs')],
  ['TypeScript, file by file', transpile],
];

describe('compiled programs', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());

  async function profileOf(kind: 'cpu' | 'heap', script: string): Promise<Profile> {
    const name = `run.${kind}profile`;
    const flags = [`--${kind}-prof`, `--${kind}-prof-name=${name}`, `--${kind}-prof-dir=${dirname(script)}`];
    if (kind === 'heap') flags.push('--heap-prof-interval=1024');
    await execa(process.execPath, [...flags, script, RUN_MS], { cwd: dirname(script) });
    return decodeProfile(readFileSync(join(dirname(script), name)));
  }

  const mapped = async (profile: Profile, places: readonly string[] = []) => {
    const warnings: string[] = [];
    const deps = { files: async () => createFiles(), warn: (text: string) => warnings.push(text) };
    return { profile: await mapToSources(profile, { places }, deps), warnings };
  };

  it.each(COMPILERS)('have the names, files and lines of their sources: %s', async (what, compile) => {
    const place = join(folder.path, what.replace(/\W+/g, '-'));
    mkdirSync(place);
    const recorded = await profileOf('cpu', compile(place));
    const { profile, warnings } = await mapped(recorded);
    expect(functionsOf(profile)).toEqual(expect.arrayContaining(WANTED));
    expect(warnings).toEqual([]);
    expect([...profile.samples.values[1]!]).toEqual([...recorded.samples.values[1]!]);
    expect(functionsOf(recorded).some(([, file]) => String(file).endsWith('.ts'))).toBe(false);
  });

  it('are mapped by what is named where nothing lies beside them: heap profiles, too', async () => {
    const place = join(folder.path, 'moved');
    mkdirSync(join(place, 'maps/dist'), { recursive: true });
    mkdirSync(join(place, 'dist'));
    const script = bundle({ minify: true, sourcemap: 'external' }, 'app.js')(join(place, 'maps/dist'));
    writeFileSync(join(place, 'dist/app.js'), readFileSync(script));
    const recorded = await profileOf('cpu', join(place, 'dist/app.js'));
    rmSync(join(place, 'dist'), { recursive: true });
    expect(functionsOf((await mapped(recorded)).profile)).toEqual(functionsOf(recorded));
    for (const named of [join(place, 'maps'), `${script}.map`]) {
      const { profile } = await mapped(recorded, [named]);
      expect(functionsOf(profile)).toEqual(expect.arrayContaining([WANTED[0]]));
    }
    const heap = await mapped(await profileOf('heap', script));
    expect(functionsOf(heap.profile).map(([, file]) => file)).toContain(PRICING);
  });
});

function functionsOf({
  functions,
  strings,
}: Profile): (readonly [name: string, file: string, line: number])[] {
  return Array.from({ length: functions.count }, (_, f) => [
    strings.get(functions.name[f]!),
    strings.get(functions.filename[f]!),
    Number(functions.startLine[f]!),
  ]);
}
