// An ES module that imports one of Node's own modules loads it at once and reads all of its exports, also those that Node
// makes when they are first read: undici with node:http (25 ms), all of Node's flags with node:process (3 ms).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Loaded before prof is: to require them costs nothing. */
const LOADED = ['buffer', 'fs', 'process', 'util'];
/** Loaded at the first use of anything of them. */
const LATE = ['crypto', 'fs/promises', 'http', 'http2', 'https', 'os', 'tls', 'zlib'];
const FILTER = new RegExp(`^(?:node:)?(${[...LOADED, ...LATE].join('|')})$`);

/** The esbuild plugin that makes imports of these into requires. */
export const plainBuiltins = {
  name: 'plain-builtins',
  setup(plugin) {
    let count = 0;
    plugin.onResolve({ filter: FILTER }, ({ path, kind, importer }) => {
      if (kind !== 'import-statement') return undefined;
      const [, name] = FILTER.exec(path);
      const pluginData = { name, path, importer };
      // A copy for each importer: one that all share would be a file of its own.
      return { path: `${name}-${count++}`, namespace: 'builtin', pluginData, sideEffects: false };
    });
    plugin.onLoad({ filter: /^/, namespace: 'builtin' }, ({ pluginData: { name, path, importer } }) => {
      const names = importedNames(readFileSync(importer, 'utf8'), path);
      const isPlain = names === undefined && LOADED.includes(name);
      return { contents: isPlain ? `module.exports = require('node:${name}');` : late(name, names) };
    });
  },
};

/** What a source imports of a module by name; undefined: it takes the module as a whole, or in another way. */
function importedNames(source, path) {
  const named = [...source.matchAll(new RegExp(`^\\s*import \\{([^}]*)\\} from ['"]${path}['"]`, 'gm'))];
  const ways = source.match(new RegExp(`from ['"]${path}['"]`, 'g')) ?? [];
  if (named.length === 0 || named.length < ways.length) return undefined;
  const items = named.flatMap(([, list]) => list.split(','));
  return items.map((item) => item.trim().split(/\s+as\s+/)[0]).filter((name) => /^\w+$/.test(name));
}

function late(name, names = Object.keys(require(`node:${name}`))) {
  return `let loaded;
  const load = () => (loaded ??= require('node:${name}'));
  for (const name of ${JSON.stringify(names)}) {
    Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
  }`;
}
