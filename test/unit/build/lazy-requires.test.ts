import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { makeRequiresLazy } from '../../../bin/build/lazy-requires.js';

/** Runs a CommonJS text; `loaded` says what it has required so far. */
function evaluate(source: string, modules: Record<string, unknown>) {
  const loaded: string[] = [];
  const exports: Record<string, unknown> = {};
  const require = (path: string) => {
    loaded.push(path);
    return modules[path];
  };
  const importStar = (module: object) => ({ ...module, default: module });
  const importDefault = (module: object) => ({ default: module });
  new Function('exports', 'require', '__importStar', '__importDefault', source)(
    exports,
    require,
    importStar,
    importDefault,
  );
  return { exports, loaded };
}

const SOURCE = `"use strict";
const a_1 = require("./a");
const b_1 = __importDefault(require("./b"));
var c_1 = __importStar(require("./c"));
exports.Spaces = __importStar(require("./spaces"));
exports.call = () => (0, a_1.add)(1, 2);
exports.make = () => new a_1.Thing("x");
exports.construct = () => new b_1.default();
exports.text = () => c_1.words + other.a_1;
const other = { ["a" + "_1"]: "own" };
Object.defineProperty(exports, "again", { enumerable: true, get: function () { return c_1.words; } });
`;

describe('makeRequiresLazy', () => {
  class Thing {
    readonly name: string | undefined;
    constructor(name?: string) {
      this.name = name;
    }
  }
  const modules = {
    './a': { add: (x: number, y: number) => x + y, Thing },
    './b': Thing,
    './c': { words: 'words ' },
    './spaces': { deep: 1 },
  };

  it('loads nothing before it is used, and each module once', () => {
    const { exports, loaded } = evaluate(makeRequiresLazy(SOURCE), modules);
    expect(loaded).toEqual([]);
    const { call, make } = exports as Record<string, () => unknown>;
    expect(call!()).toBe(3);
    expect(make!()).toEqual(new Thing('x'));
    expect(loaded).toEqual(['./a']);
  });

  it('means the same as the source', () => {
    const results = [SOURCE, makeRequiresLazy(SOURCE)].map((source) => {
      const exports = evaluate(source, modules).exports as Record<string, () => unknown>;
      return [
        exports.call!(),
        exports.make!(),
        exports.construct!(),
        exports.text!(),
        exports.again,
        exports.Spaces,
      ];
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[1]).toEqual([
      3,
      new Thing('x'),
      new Thing(),
      'words own',
      'words ',
      { deep: 1, default: { deep: 1 } },
    ]);
  });

  it("fits the shape of the parser library's files: every top-level require becomes lazy", () => {
    const require = createRequire(import.meta.url);
    for (const name of ['@oclif/core', '@oclif/core/command', '@oclif/core/parser', '@oclif/core/help']) {
      const source = require('node:fs').readFileSync(require.resolve(name), 'utf8');
      const left = makeRequiresLazy(source).match(/^(?:const|var) \w+ = .*require\(.*$/gm) ?? [];
      // Only the package.json of the library itself is read at once.
      expect(left.filter((line: string) => !line.includes('cache'))).toEqual([]);
    }
  });
});
