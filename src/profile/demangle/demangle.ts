/**
 * Names of C++ and Rust symbols as people write them, letter for letter as pprof shows them.
 *
 * What pprof shows is decided by https://github.com/ianlancetaylor/demangle; where that differs from other
 * demanglers, its form is the right one here.
 */
import { DEMANGLE_LIMITS } from '../limits.ts';
import { type Budget, NotMangled, reject, SharedBudget, TooComplex } from './budget.ts';
import { fromByteString, toByteString } from './byte-string.ts';
import { readItanium } from './itanium.ts';
import { Node, nameNode } from './node.ts';
import { printTree } from './print-tree.ts';
import { demangleRustLegacy } from './rust-legacy.ts';
import { demangleRustV0 } from './rust-v0.ts';

/** `default`: no parameters, no template arguments. `templates`: no parameters. `full`: all but suffixes of copies. */
export type DemangleStyle = 'default' | 'templates' | 'full';

/** Gives the name that a symbol stands for; undefined if it is none of these, damaged, or too complex. */
export type Demangler = (symbol: string) => string | undefined;

/** For the names of one profile, which share the time that complex ones may take. */
export function createDemangler(style: DemangleStyle): Demangler {
  const shared = new SharedBudget();
  return (symbol) => {
    if (!symbol.startsWith('_') || symbol.length > DEMANGLE_LIMITS.symbolBytes) return undefined;
    const bytes = toByteString(symbol);
    const name = shared.use(bytes.length, (budget) => demangle(bytes, style, budget));
    return name === undefined ? undefined : fromByteString(name);
  };
}

function demangle(symbol: string, style: DemangleStyle, budget: Budget): string | undefined {
  const direct = attempt(symbol, style, budget);
  if (direct !== undefined || !symbol.startsWith('_')) return direct;
  // macOS puts an underscore in front of every symbol.
  return attempt(symbol.slice(1), style, budget);
}

function attempt(symbol: string, style: DemangleStyle, budget: Budget): string | undefined {
  budget.depth = 0;
  try {
    return demangleOne(symbol, style, budget);
  } catch (error) {
    if (error instanceof NotMangled || error instanceof TooComplex) return undefined;
    throw error;
  }
}

function demangleOne(symbol: string, style: DemangleStyle, budget: Budget): string {
  const templateArguments = style !== 'default';
  if (symbol.startsWith('_R')) return demangleRustV0(symbol, templateArguments, budget);
  const rust = symbol.startsWith('_ZN') ? demangleRustLegacy(symbol) : undefined;
  if (rust !== undefined) return rust;
  const tree = readSymbol(symbol, style === 'full', budget);
  return printTree(tree, { templateArguments, enclosingParameters: style === 'full' }, budget);
}

function readSymbol(symbol: string, parameters: boolean, budget: Budget): Node {
  if (symbol.startsWith('_Z')) return readItanium(symbol.slice(2), { parameters, clones: false }, budget);
  if (symbol.startsWith('___Z')) return readBlock(symbol, parameters, budget);
  if (symbol.startsWith(GLOBAL)) return readGlobalCode(symbol.slice(GLOBAL.length), !parameters, budget);
  return reject();
}

const BLOCK = '_block_invoke';

/** Clang's functions for blocks: `___Z…_block_invoke_2`. */
function readBlock(symbol: string, parameters: boolean, budget: Budget): Node {
  const end = symbol.lastIndexOf(BLOCK);
  if (end < 0 || !/^_?[0-9]*(\.|$)/.test(symbol.slice(end + BLOCK.length))) reject();
  const text = symbol.slice('___Z'.length, end);
  const around = readItanium(text, { parameters, clones: false }, budget);
  return new Node('special', [around], 'invocation function for block in ');
}

const GLOBAL = '_GLOBAL_';

/** GCC's code before and after `main`: `_GLOBAL__I_…`, `_GLOBAL__D_…`. Parameters are shown in every style. */
function readGlobalCode(key: string, clones: boolean, budget: Budget): Node {
  if (!/^[._$][ID]_./s.test(key)) reject();
  const isSymbol = key.startsWith('_Z', 3);
  const name = isSymbol ? readItanium(key.slice(5), { parameters: true, clones }, budget) : nameNode(key);
  return new Node('globalCode', [name], '', 0, key[1] === 'I');
}
