// oclif's compiled CommonJS requires everything it might need as soon as it is loaded: half of prof's start-up time.
// This makes each such require happen at first use. It relies on the regular shape that the TypeScript compiler emits.
import { readFile } from 'node:fs/promises';

const REQUIRE = /^(?:const|var) (\w+) = ((?:__importDefault|__importStar)\()?require\("([^"]+)"\)\)?;$/gm;
const REEXPORTED_NAMESPACE = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm;

/** The same module with its top-level requires turned into functions that load once. */
export function makeRequiresLazy(source) {
  const names = [];
  let lazy = source.replace(REQUIRE, (_line, name, wrapper = '', path) => {
    names.push(name);
    const load = `${wrapper}require("${path}")${wrapper && ')'}`;
    return `let loaded$${name}; function load$${name}() { return loaded$${name} ??= ${load}; }`;
  });
  lazy = lazy.replace(REEXPORTED_NAMESPACE, (_line, name, load) => {
    return `Object.defineProperty(exports, "${name}", { enumerable: true, get() { return ${load}; } });`;
  });
  for (const name of names) {
    lazy = lazy.replace(new RegExp(`(?<![\\w$.])${name}(?![\\w$])`, 'g'), `(load$${name}())`);
  }
  return lazy;
}

/** The esbuild plugin for oclif's core. */
export const lazyRequires = {
  name: 'lazy-requires',
  setup(plugin) {
    plugin.onLoad({ filter: /[/\\]@oclif[/\\]core[/\\]lib[/\\].*\.js$/ }, async ({ path }) => {
      let contents = makeRequiresLazy(await readFile(path, 'utf8'));
      // Its own checks of the working folder and of Node's version, by a package that nothing else needs then.
      if (/[/\\]lib[/\\]index\.js$/.test(path))
        contents = contents.replace(/^check(?:CWD|NodeVersion)\(\);$/gm, '');
      return { contents, loader: 'js' };
    });
  },
};
