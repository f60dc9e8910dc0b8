import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSharedChunks, sharedChunks } from '../../../bin/build/shared-chunks.js';

const SOURCES = {
  'src/a.ts': `import './both.ts'; import './own.ts'; import './hash.ts'; export const a = () => import('./late.ts');`,
  'src/b.ts': `import './both.ts'; import './more.ts'; import './flags.ts'; import './hash.ts';`,
  'src/c.ts': `import './more.ts'; import './flags.ts'; export const c = import.meta.url;`,
  'src/both.ts': 'console.log("both");',
  'src/more.ts': 'console.log("more");',
  'src/own.ts': 'console.log("own");',
  'src/late.ts': `import { more } from './more-late.ts'; import './both.ts'; console.log("late", more);`,
  'src/more-late.ts': 'export const more = 1;',
  'src/flags.ts': `import '@oclif/core'; console.log("flags");`,
  'src/hash.ts': `import 'node:crypto'; console.log("hash");`,
  'node_modules/@oclif/core/index.js': 'console.log("oclif");',
};
const ENTRIES = ['src/a.ts', 'src/b.ts', 'src/c.ts'];

describe('chunks of what is shared', () => {
  let root: string;
  let options: BuildOptions & { metafile: true };
  let trial: Metafile;
  beforeAll(async () => {
    root = `${mkdtempSync(join(tmpdir(), 'prof-chunks-'))}/`;
    for (const [path, text] of Object.entries(SOURCES)) {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, text);
    }
    options = {
      absWorkingDir: root,
      entryPoints: ENTRIES,
      outdir: `${root}dist`,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      metafile: true,
      logLevel: 'silent',
    };
    trial = (await build({ ...options, write: false })).metafile;
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('are what two entries need, apart for what brings a package, without what brings a slow module', () => {
    const { groups } = planSharedChunks(trial, ENTRIES);
    expect(Object.fromEntries([...groups].map(([name, files]) => [name, files.toSorted()]))).toEqual({
      shared: ['src/both.ts', 'src/more.ts'],
      flags: ['src/flags.ts'],
    });
  });

  it('are imported whole by who needs a part, on demand too', () => {
    const { importers } = planSharedChunks(trial, ENTRIES);
    expect(Object.fromEntries(importers)).toEqual({
      'src/a.ts': ['shared'],
      'src/b.ts': ['shared', 'flags'],
      'src/c.ts': ['shared', 'flags'],
      'src/late.ts': ['shared'],
    });
  });

  it('are apart for entries of small needs', () => {
    const input = (bytes: number, ...paths: string[]) => ({
      bytes,
      imports: paths.map((path) => ({ path, kind: 'import-statement' as const })),
    });
    const inputs = {
      'src/ls.ts': input(10, 'src/keys.ts'),
      'src/top.ts': input(10, 'src/keys.ts', 'src/report.ts'),
      'src/tree.ts': input(10, 'src/report.ts'),
      'src/keys.ts': input(10),
      'src/report.ts': input(1000),
    };
    const { groups, importers } = planSharedChunks({ inputs }, ['src/ls.ts', 'src/top.ts', 'src/tree.ts']);
    expect(Object.fromEntries(groups)).toEqual({ shared: ['src/keys.ts'], 'shared-rest': ['src/report.ts'] });
    expect(Object.fromEntries(importers)).toEqual({
      'src/ls.ts': ['shared'],
      'src/top.ts': ['shared', 'shared-rest'],
      'src/tree.ts': ['shared-rest'],
    });
  });

  it('are one file each', async () => {
    const plugin = sharedChunks(planSharedChunks(trial, ENTRIES));
    const { metafile } = await build({ ...options, plugins: [plugin] });
    const chunkOf = (file: string, { outputs } = metafile) =>
      Object.entries(outputs).find(([, { inputs }]) => file in inputs)![0];
    expect(chunkOf('src/both.ts', trial)).not.toBe(chunkOf('src/more.ts', trial));
    expect(chunkOf('src/both.ts')).toBe(chunkOf('src/more.ts'));
    expect(chunkOf('src/both.ts')).not.toBe(chunkOf('src/flags.ts'));
    expect(chunkOf('src/own.ts')).toBe('dist/a.js');
    expect(readFileSync(`${root}dist/c.js`, 'utf8')).toContain('import.meta.url');
  });
});
