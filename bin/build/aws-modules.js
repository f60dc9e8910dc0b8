// The AWS SDK's packages name their CommonJS build first, of which a bundle holds all commands of S3; their ES modules leave
// out what nobody imports. What the store on S3 needs of them is put into one chunk: esbuild would make a dozen, for the sake
// of the ways to log in, which are loaded on demand and share most of it.
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const PACKAGE = /^@(?:aws-sdk|aws|smithy)\/[^/]+$/;
const INSIDE = /[/\\]node_modules[/\\]@(?:aws-sdk|aws|smithy)[/\\].*\.js$/;
const STORE = 'src/adapters/s3/s3-store.ts';

/** The esbuild plugin that takes the ES modules of those packages. */
export const awsModules = {
  name: 'aws-modules',
  setup(plugin) {
    plugin.onResolve({ filter: PACKAGE }, ({ path, resolveDir }) => {
      const folder = folderOf(path, resolveDir);
      if (folder === undefined) return undefined;
      const { module, sideEffects } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return module === undefined
        ? undefined
        : { path: join(folder, module), sideEffects: sideEffects !== false };
    });
  },
};

function folderOf(name, start) {
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * One more group of files that are one chunk: what the store on S3 needs of the SDK. Returned are these files, and those of
 * the SDK that are loaded on demand, and bring some of them.
 */
export function planAwsChunk({ inputs, outputs }, { groups }) {
  const files = withItsChunks(outputs, STORE).flatMap((output) => Object.entries(outputs[output].inputs));
  const ofSdk = files.filter(([path, { bytesInOutput }]) => isSdk(path) && bytesInOutput > 0);
  const needed = ofSdk.map(([path]) => path);
  groups.set('aws', needed);
  const imports = Object.values(inputs).flatMap((input) => input.imports);
  const onDemand = imports.filter(({ kind, path }) => kind === 'dynamic-import' && isSdk(path));
  return { files: new Set(needed), importers: new Set(onDemand.map(({ path }) => path)) };
}

const isSdk = (path) => INSIDE.test(`/${path}`);

/** The files of the bundle that come with an entry. */
function withItsChunks(outputs, entry) {
  const found = new Set(Object.keys(outputs).filter((output) => outputs[output].entryPoint === entry));
  for (const output of found) {
    for (const { kind, path, external } of outputs[output].imports) {
      if (kind === 'import-statement' && !external) found.add(path);
    }
  }
  return [...found];
}

/** The esbuild plugin that makes that chunk, and what is in it lighter. */
export const awsChunk = ({ files, importers }) => ({
  name: 'aws-chunk',
  setup(plugin) {
    const { absWorkingDir: root } = plugin.initialOptions;
    // Kept where they are only named, in the list of the group.
    plugin.onResolve({ filter: /^[.@]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'again' || (importer !== 'aws' && !INSIDE.test(importer))) return undefined;
      const found = await plugin.resolve(path, { kind, importer, resolveDir, pluginData: 'again' });
      return files.has(found.path.slice(root.length)) ? { path: found.path, sideEffects: true } : undefined;
    });
    plugin.onLoad({ filter: INSIDE }, async ({ path }) => {
      const contents = lightened(path, await readFile(path, 'utf8'));
      const isImporter = importers.has(path.slice(root.length));
      return { contents: isImporter ? `${contents}\nimport 'prof:group/aws';` : contents, loader: 'js' };
    });
  },
});

/** A module of the SDK without what makes its start slow. It relies on the regular shape that its generator emits. */
export function lightened(path, source) {
  // The schemas of all commands: arrays that esbuild keeps, for it cannot know that their computed keys have no effects.
  if (/schemas_\d+\.js$/.test(path)) {
    return source.replace(
      /^((?:export )?var \w+\$? = )(\[.*\]|\[[\s\S]*?^\]);$/gm,
      '$1/* @__PURE__ */ (() => $2)();',
    );
  }
  return (
    source
      // The agent for HTTPS when a request is for it: Node's modules for that take milliseconds.
      .replace(
        /httpsAgent: (\(\(\) => \{[\s\S]*?\n {12}\}\)\(\)),/,
        'get httpsAgent() { const value = $1; Object.defineProperty(this, "httpsAgent", { value }); return value; },',
      )
      .replace(
        /return \{\s*\.\.\.config,\s*\[key\]: value,\s*\};/,
        'return Object.defineProperty(config, key, { value, configurable: true, enumerable: true, writable: true });',
      )
      // A file of its own otherwise.
      .replace(/await import\("(node:\w+)"\)/g, 'require("$1")')
      // A page of text at the start, for which the modules behind node:fs/promises are not worth loading.
      .replace(
        'import { readFile as fsReadFile } from "node:fs/promises"',
        'import { readFileSync } from "node:fs"',
      )
      .replace('fsReadFile(path, "utf8")', '(async () => readFileSync(path, "utf8"))()')
      // Every Node.js that prof runs on has it: no need to load zlib to find out.
      .replace('import * as zlib from "node:zlib"', 'import { crc32 } from "node:zlib"')
      .replace(
        'typeof zlib.crc32 === "function" ? zlib.crc32 : undefined',
        '(data, value) => crc32(data, value)',
      )
      // Streams of the web, which Node loads when they are first named (2 ms): no body here is one.
      .replace(/typeof ReadableStream\b/g, '"undefined"')
  );
}
