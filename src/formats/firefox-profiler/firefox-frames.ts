import { basePath } from '../../profile/file-path.ts';
import { type NodeTable, printableName } from '../../profile/graph-nodes.ts';

const LIBRARY = 1;

/** The tables of frames (one a node), functions, files and libraries, as members of the `shared` object. */
export function* firefoxFrames(nodes: NodeTable): Generator<string> {
  const strings = new Interner<string>();
  const sources = new Interner<string>();
  const resources = new Interner<string>();
  const functions = new FunctionTable(strings, sources, resources);
  const funcOf = Array.from({ length: nodes.count }, (_, node) => functions.add(nodes, node));
  const each = <T>(cellOf: (node: number) => T): T[] =>
    Array.from({ length: nodes.count }, (_, node) => cellOf(node));
  const place = (value: bigint): number | null => (value > 0n ? Number(value) : null);
  const frameTable = {
    length: nodes.count,
    // A frame's address would be relative to a library; these are the process's own.
    address: each(() => -1),
    lib: each(() => -1),
    inlineDepth: each(() => 0),
    category: each(() => 0),
    subcategory: each(() => 0),
    func: funcOf,
    nativeSymbol: each(() => null),
    innerWindowID: each(() => 0),
    line: each((node) => place(nodes.line[node]!)),
    column: each((node) => place(nodes.column[node]!)),
    originalLocation: each(() => null),
  };
  yield `"frameTable":${JSON.stringify(frameTable)},\n"funcTable":${JSON.stringify(functions.table())}`;
  const files = sources.values.map((file) => strings.numberOf(file));
  yield `,\n"sources":${JSON.stringify(sourceTable(files))}`;
  const libraries = resources.values.map((library) => strings.numberOf(library));
  yield `,\n"resourceTable":${JSON.stringify({
    length: libraries.length,
    name: libraries,
    host: libraries.map(() => null),
    type: libraries.map(() => LIBRARY),
  })}`;
  yield ',\n"nativeSymbols":{"length":0,"libIndex":[],"address":[],"name":[],"functionSize":[]}';
  yield ',\n"sourceLocationTable":{"length":0,"source":[],"line":[],"column":[]}';
  yield `,\n"stringArray":${JSON.stringify(strings.values)}`;
}

function sourceTable(files: readonly number[]) {
  return {
    length: files.length,
    id: files.map(() => null),
    filename: files,
    startLine: files.map(() => 1),
    startColumn: files.map(() => 1),
    sourceMapURL: files.map(() => null),
    content: files.map(() => null),
  };
}

class FunctionTable {
  readonly #numbers = new Map<string, number>();
  readonly #name: number[] = [];
  readonly #source: (number | null)[] = [];
  readonly #resource: number[] = [];
  readonly #line: (number | null)[] = [];
  readonly #strings: Interner<string>;
  readonly #sources: Interner<string>;
  readonly #resources: Interner<string>;

  constructor(strings: Interner<string>, sources: Interner<string>, resources: Interner<string>) {
    this.#strings = strings;
    this.#sources = sources;
    this.#resources = resources;
  }

  /** The number of a node's function: its lines and addresses are one. */
  add(nodes: NodeTable, node: number): number {
    const file = nodes.file[node]!;
    const object = nodes.objectFile[node]!;
    const startLine = nodes.startLine[node]!;
    // What has no name is told apart by its address.
    const name = nodes.name[node] === '' ? printableName(nodes, node) : nodes.name[node]!;
    const key = JSON.stringify([name, file, object, `${startLine}`]);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#name.push(this.#strings.numberOf(name)) - 1;
      this.#source.push(file === '' ? null : this.#sources.numberOf(file));
      this.#resource.push(object === '' ? -1 : this.#resources.numberOf(basePath(object)));
      this.#line.push(startLine > 0n ? Number(startLine) : null);
      this.#numbers.set(key, number);
    }
    return number;
  }

  table() {
    const all = <T>(value: T): T[] => this.#name.map(() => value);
    return {
      length: this.#name.length,
      name: this.#name,
      isJS: all(false),
      relevantForJS: all(false),
      resource: this.#resource,
      source: this.#source,
      lineNumber: this.#line,
      columnNumber: all(null),
      originalLocation: all(null),
    };
  }
}

/** Numbers in the order of first appearance. */
class Interner<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<T, number>();

  numberOf(value: T): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.values.push(value) - 1;
      this.#numbers.set(value, number);
    }
    return number;
  }
}
