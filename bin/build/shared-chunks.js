// esbuild makes a chunk for every set of entries that need the same files: with an entry per command that is hundreds of
// small files, of which a command loads sixty, and each takes Node.js a third of a millisecond. What is shared is put
// together here: code that a run does not need costs less than another file.
import { readFile } from 'node:fs/promises';

/** Node's modules that are loaded at once, or that nearly every command loads. */
const CHEAP = new Set(
  ['buffer', 'module', 'path', 'path/posix', 'url', 'zlib'].map((name) => `node:${name}`),
);

/** The part of all that is shared that an entry of small needs has to do with. */
const LITTLE = 1 / 5;

/**
 * Which files to put together, by the metafile of a build that did not.
 *
 * `entries` are paths in the metafile. Returned are the groups of files by name, and which groups a file is to import:
 * an entry, or what is loaded on demand, that needs one file of a group imports all of it, so that the group is one chunk.
 */
export function planSharedChunks({ inputs }, entries) {
  const users = new Map();
  for (const entry of entries) {
    for (const file of filesOf(inputs, entry)) users.set(file, (users.get(file) ?? 0) + 1);
  }
  const groups = new Map();
  for (const [file, count] of users) {
    const name = count > 1 && !entries.includes(file) ? groupOf(inputs, file) : undefined;
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  splitByNeed(groups, inputs, entries);
  const importers = new Map();
  for (const file of [...entries, ...loadedOnDemand(inputs)]) {
    const needed = filesOf(inputs, file);
    const names = [...groups.keys()].filter((name) => groups.get(name).some((each) => needed.has(each)));
    if (names.length > 0) importers.set(file, names);
  }
  return { groups, importers };
}

/**
 * What entries need that need little comes apart from the rest: V8 reads the outline of every function of a chunk, a
 * millisecond for 100 kB, and listing takes a tenth of what reports do.
 */
function splitByNeed(groups, inputs, entries) {
  const all = new Set([...groups.values()].flat());
  const bytesOf = (files) => files.reduce((sum, file) => sum + inputs[file].bytes, 0);
  const most = bytesOf([...all]) * LITTLE;
  const little = new Set();
  for (const entry of entries) {
    const needed = [...filesOf(inputs, entry)].filter((file) => all.has(file));
    if (bytesOf(needed) < most) for (const file of needed) little.add(file);
  }
  for (const [name, files] of [...groups]) {
    const rest = files.filter((file) => !little.has(file));
    if (rest.length === 0 || rest.length === files.length) continue;
    groups.set(
      name,
      files.filter((file) => little.has(file)),
    );
    groups.set(`${name}-rest`, rest);
  }
}

const isOwn = (path) => path.startsWith('src/');

/** Our files that come with one, itself included. */
function filesOf(inputs, start) {
  const found = new Set([start]);
  for (const file of found) {
    for (const { kind, path } of inputs[file].imports) {
      if (kind !== 'dynamic-import' && isOwn(path)) found.add(path);
    }
  }
  return found;
}

function loadedOnDemand(inputs) {
  const imports = Object.values(inputs).flatMap((input) => input.imports);
  return new Set(
    imports.filter(({ kind, path }) => kind === 'dynamic-import' && isOwn(path)).map(({ path }) => path),
  );
}

/** What brings oclif is apart from what does not; what brings anything rarer stays where esbuild puts it. */
function groupOf(inputs, start) {
  const needs = new Set();
  for (const file of filesOf(inputs, start)) {
    for (const { kind, path } of inputs[file].imports) {
      if (kind !== 'dynamic-import' && !isOwn(path) && !isCheap(path)) needs.add(packageOf(path));
    }
  }
  if (needs.size === 0) return 'shared';
  return needs.size === 1 && needs.has('@oclif/core') ? 'flags' : undefined;
}

/** So are those that plain-builtins.js has required when they are used. */
const isCheap = (path) => CHEAP.has(path) || path.startsWith('builtin:');

const packageOf = (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;

/** The esbuild plugin that does so. */
export const sharedChunks = ({ groups, importers }) => ({
  name: 'shared-chunks',
  setup(plugin) {
    const { absWorkingDir: root } = plugin.initialOptions;
    plugin.onResolve({ filter: /^prof:group\// }, ({ path }) => ({
      path: path.slice('prof:group/'.length),
      namespace: 'group',
    }));
    plugin.onLoad({ filter: /^/, namespace: 'group' }, ({ path }) => ({
      contents: groups
        .get(path)
        .map((file) => `import './${file}';`)
        .join('\n'),
      resolveDir: root,
    }));
    plugin.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const file = path.slice(root.length).replaceAll('\\', '/');
      const imports = (importers.get(file) ?? []).map((name) => `import 'prof:group/${name}';`);
      if (imports.length === 0) return undefined;
      // Behind the source, whose lines stay where they are.
      const source = await readFile(path, 'utf8');
      return { contents: `${source}\n${imports.join('\n')}`, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
});
