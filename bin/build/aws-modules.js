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

/** The SDK's files that the store on S3 brings, and those that bring some of them on demand. */
export function planAwsChunk({ inputs, outputs }) {
  const isSdk = (path) => INSIDE.test(`/${path}`);
  const kept = new Set(
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    ),
  );
  const found = new Set([STORE]);
  for (const file of found) {
    for (const { kind, path, external } of inputs[file].imports) {
      if (kind !== 'dynamic-import' && !external) found.add(path);
    }
  }
  const files = [...found].filter((path) => isSdk(path) && kept.has(path));
  const importers = new Set([...Object.keys(inputs)].filter((path) => path.startsWith('src/adapters/s3/')));
  for (const { imports } of Object.values(inputs)) {
    for (const { kind, path } of imports) if (kind === 'dynamic-import' && isSdk(path)) importers.add(path);
  }
  return { files: new Set(files), importers };
}

/** The esbuild plugin that makes that chunk. */
export const awsChunk = ({ files, importers }) => ({
  name: 'aws-chunk',
  setup(plugin) {
    const { absWorkingDir: root } = plugin.initialOptions;
    plugin.onResolve({ filter: /^prof:aws$/ }, () => ({ path: 'aws', namespace: 'aws' }));
    plugin.onLoad({ filter: /^/, namespace: 'aws' }, () => ({
      contents: [...files].map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n'),
      resolveDir: root,
    }));
    // Kept where they are only named: in the list above.
    plugin.onResolve({ filter: /^[.@]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'again' || (importer !== 'aws' && !INSIDE.test(importer))) return undefined;
      const found = await plugin.resolve(path, { kind, importer, resolveDir, pluginData: 'again' });
      return files.has(found.path.slice(root.length)) ? { path: found.path, sideEffects: true } : undefined;
    });
    plugin.onLoad({ filter: INSIDE }, async ({ path }) => {
      const contents = lightened(path, await readFile(path, 'utf8'));
      const isImporter = importers.has(path.slice(root.length));
      return { contents: isImporter ? `${contents}\nimport 'prof:aws';` : contents, loader: 'js' };
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
      // A file of its own otherwise.
      .replace(/await import\("(node:\w+)"\)/g, 'require("$1")')
      // Streams of the web, which Node loads when they are first named (2 ms): no body here is one.
      .replace(/typeof ReadableStream\b/g, '"undefined"')
  );
}
