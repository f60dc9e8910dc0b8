// An ES module that imports one of Node's own modules loads it at once and reads all of its exports, also those that Node
// makes when they are first read: undici (23 ms) with node:http, the certificates of the authorities (6 ms) with node:tls.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Loaded before prof is: a plain require costs nothing. */
const LOADED = ['fs', 'process', 'util'];
/** Loaded at the first use of anything of them. */
const LATE = ['crypto', 'http', 'http2', 'https', 'tls'];
const FILTER = new RegExp(`^(?:node:)?(${[...LOADED, ...LATE].join('|')})$`);

/** The esbuild plugin that makes imports of these into requires. */
export const plainBuiltins = {
  name: 'plain-builtins',
  setup(plugin) {
    let count = 0;
    plugin.onResolve({ filter: FILTER }, ({ path, kind }) => {
      if (kind !== 'import-statement') return undefined;
      const [, name] = FILTER.exec(path);
      // A copy for each importer: one that all share would be a file of its own.
      return { path: `${name}-${count++}`, namespace: 'builtin', pluginData: name, sideEffects: false };
    });
    plugin.onLoad({ filter: /^/, namespace: 'builtin' }, ({ pluginData: name }) => ({
      contents: LATE.includes(name) ? late(name) : `module.exports = require('node:${name}');`,
    }));
  },
};

function late(name) {
  const names = JSON.stringify(Object.keys(require(`node:${name}`)));
  return `for (const name of ${names}) {
    Object.defineProperty(exports, name, { enumerable: true, get: () => require('node:${name}')[name] });
  }`;
}
