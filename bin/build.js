// Bundles src/ into dist/: one chunk graph, one entry per command, nothing left to install at run time.
import { existsSync } from 'node:fs';
import { copyFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { awsChunk, awsModules, planAwsChunk } from './build/aws-modules.js';
import { commandFiles } from './build/command-files.js';
import { lazyRequires } from './build/lazy-requires.js';
import { plainBuiltins } from './build/plain-builtins.js';
import { planSharedChunks, sharedChunks } from './build/shared-chunks.js';
import { sourceStamp } from './build/stamp.js';
import { packagesByFile, thirdPartyNotice } from './build/third-party-notice.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = sourceStamp(root);
const commands = await commandFiles(root);
const workers = await readdir(`${root}src/workers`);

/** The program's entry: the shell with the table of commands, each behind its own import(). */
const mainEntry = {
  name: 'main-entry',
  setup(plugin) {
    const rows = Object.entries(commands).map(
      ([id, file]) => `${JSON.stringify(id)}: () => import(${JSON.stringify(`./src/commands/${file}`)}),`,
    );
    const contents = `import { main } from './src/shell/main.ts';
      const commands = { ${rows.join('\n')} };
      export const start = (options) => main({ ...options, commands });`;
    plugin.onResolve({ filter: /^prof:main$/ }, () => ({ path: 'main', namespace: 'prof' }));
    plugin.onLoad({ filter: /^main$/, namespace: 'prof' }, () => ({
      contents,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

const fresh = `${root}dist.${process.pid}.tmp`;
const main = {
  absWorkingDir: root,
  entryPoints: {
    main: 'prof:main',
    ...Object.fromEntries(workers.map((file) => [`workers/${file.slice(0, -3)}`, `src/workers/${file}`])),
    ...Object.fromEntries(
      Object.values(commands).map((file) => [`commands/${file.slice(0, -3)}`, `src/commands/${file}`]),
    ),
  },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Not minified further: it would save 3 % of a start, and make the stack of a bug unreadable.
  minifySyntax: true,
  metafile: true,
  legalComments: 'none',
  chunkNames: 'chunks/[name]-[hash]',
  // The parser library would load these to run TypeScript sources; the compiler would be bundled whole.
  external: ['typescript', 'ts-node', 'tsx', 'react-devtools-core'],
  // The screen library: as users run it, without its tools for developers.
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // CommonJS packages call require for Node's own modules; most chunks never do.
  banner: {
    js: "import{createRequire as profMake}from'node:module';let profMade;const profRequire=()=>profMade??=profMake(import.meta.url),require=Object.assign((name)=>profRequire()(name),{resolve:(...args)=>profRequire().resolve(...args)});",
  },
  plugins: [mainEntry, lazyRequires, awsModules, plainBuiltins],
  logLevel: 'warning',
};
const entries = ['prof:main', ...Object.values(commands).map((file) => `src/commands/${file}`)];
const { metafile } = await build({ ...main, write: false })
  .then((trial) => {
    const plan = planSharedChunks(trial.metafile, entries);
    const aws = awsChunk(planAwsChunk(trial.metafile, plan));
    return build({ ...main, plugins: [sharedChunks(plan), aws, ...main.plugins] });
  })
  .catch(async (error) => {
    // esbuild has said what is wrong with the source.
    if (error.errors === undefined) console.error(error);
    await rm(fresh, { recursive: true, force: true });
    process.exit(1);
  });
// The demo's programs: processes of their own, not minified, for their functions' names are what profiles show.
await build({
  absWorkingDir: root,
  entryPoints: ['src/samples/checkout.ts', 'src/samples/storefront.ts'],
  outdir: `${fresh}/samples`,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  logLevel: 'warning',
});
// The page of flame graphs, in the parts that prof writes into one file.
await build({
  absWorkingDir: root,
  entryPoints: { page: 'src/flame-page/main.ts', style: 'src/flame-page/page.css' },
  outdir: `${fresh}/flame-page`,
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  // Browsers from 2024 on: they know light-dark() of the style.
  target: ['chrome123', 'firefox120', 'safari17.5'],
  charset: 'utf8',
  logLevel: 'warning',
});
// Programs for containers, as text that is passed to the Node.js that is there, which may be an old one.
await build({
  absWorkingDir: root,
  entryPoints: ['src/container-probe/look.ts', 'src/container-probe/wake.ts'],
  outdir: `${fresh}/container-probe`,
  bundle: true,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node14.18',
  logLevel: 'warning',
});
await copyFile(`${root}src/flame-page/page.html`, `${fresh}/flame-page/page.html`);
await writeFile(`${fresh}/third-party-notice.txt`, await thirdPartyNotice(metafile, root));
await writeFile(`${fresh}/.packages.json`, JSON.stringify(packagesByFile(metafile), null, 2));
await writeFile(`${fresh}/.stamp`, stamp);

// Swapped in whole: a prof that starts now finds the old bundle or the new one.
const old = `${fresh}.old`;
if (existsSync(`${root}dist`)) await rename(`${root}dist`, old);
await rename(fresh, `${root}dist`);
await rm(old, { recursive: true, force: true });

const sizeKb = Math.round(
  Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0) / 1024,
);
console.error(`built dist/: ${Object.keys(commands).length} commands, ${sizeKb} kB`);
