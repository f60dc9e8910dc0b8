/**
 * The nodes of a report: program locations at the granularity that was asked for.
 *
 * Nodes are interned once by content (string tables may hold a text twice), and each location becomes a short
 * list of node numbers, so that the passes over samples touch integers only.
 */
import { basePath, cleanPath, type PathTrimming, trimSourcePath } from './file-path.ts';
import { NO_MAPPING, type Profile } from './profile.ts';
import { WordSequences, wordsOf } from './word-sequences.ts';

export type Granularity = 'functions' | 'filefunctions' | 'files' | 'lines' | 'addresses';

export interface NodeOptions extends PathTrimming {
  /** Default: functions. */
  readonly granularity?: Granularity;
  /** Only the outermost line of each location counts. */
  readonly noInlines?: boolean;
  readonly showColumns?: boolean;
  /** Tell functions of one name apart by object file and start line (callgrind, list and disassembly). */
  readonly keepObjectNames?: boolean;
  /** Leave source files as recorded but for cleaning: no prefix is cut. */
  readonly keepPrefixes?: boolean;
}

export interface NodeTable {
  readonly count: number;
  readonly name: readonly string[];
  readonly file: readonly string[];
  readonly objectFile: readonly string[];
  readonly address: BigUint64Array;
  readonly line: BigInt64Array;
  readonly column: BigInt64Array;
  readonly startLine: BigInt64Array;
  /** Nodes of location i, innermost first: locationNode[locationOffset[i] ..< locationOffset[i + 1]]; never none. */
  readonly locationOffset: Uint32Array;
  readonly locationNode: Uint32Array;
}

/** What a granularity tells apart. */
interface Kept {
  readonly name: boolean;
  readonly file: boolean;
  readonly line: boolean;
  readonly column: boolean;
  readonly address: boolean;
}

function keptParts({ granularity = 'functions', noInlines = false, showColumns = false }: NodeOptions): Kept {
  const address = granularity === 'addresses';
  const line = address || granularity === 'lines';
  return {
    name: granularity !== 'files',
    file: granularity !== 'functions',
    line,
    // The reference leaves addresses with inlined frames untouched, columns included.
    column: line && (showColumns || (address && !noInlines)),
    address,
  };
}

/** The nodes of all locations of a profile. */
export function buildNodes(profile: Profile, options: NodeOptions = {}): NodeTable {
  return new NodeBuilder(profile, options).build();
}

/** Fields of a node's identity, as 32-bit words: name, file, object file, address, line, column, start line. */
const WORDS = 11;

class NodeBuilder {
  private readonly profile: Profile;
  private readonly options: NodeOptions;
  private readonly kept: Kept;
  private readonly texts = new Map<string, number>([['', 0]]);
  private readonly textByNumber: string[] = [''];
  private readonly nameOf: Uint32Array;
  private readonly fileOf: Uint32Array;
  private readonly objectOf: Uint32Array;
  private readonly tuples = new WordSequences();
  private readonly wide = new BigInt64Array(4);
  private readonly wideWords = wordsOf(this.wide);

  constructor(profile: Profile, options: NodeOptions) {
    this.profile = profile;
    this.options = options;
    this.kept = keptParts(options);
    const { functions, mappings, strings } = profile;
    this.nameOf = new Uint32Array(functions.count);
    this.fileOf = new Uint32Array(functions.count);
    const files = new Map<number, number>();
    for (let f = 0; f < functions.count; f++) {
      if (this.kept.name) this.nameOf[f] = this.internText(strings.get(functions.name[f]!));
      if (this.kept.file) {
        const index = functions.filename[f]!;
        let file = files.get(index);
        if (file === undefined) {
          file = this.internText(this.shownFile(strings.get(index)));
          files.set(index, file);
        }
        this.fileOf[f] = file;
      }
    }
    this.objectOf = Uint32Array.from(mappings, (mapping) => this.internText(mapping.file));
  }

  build(): NodeTable {
    const { locations, functions } = this.profile;
    const locationOffset = new Uint32Array(locations.count + 1);
    const locationNode = new Uint32Array(locations.count + locations.lineFunction.length);
    // Where neither line nor address counts, a named function is one node whatever its location.
    const nodeOfFunction = this.kept.line ? undefined : new Int32Array(functions.count).fill(-1);
    let filled = 0;
    for (let l = 0; l < locations.count; l++) {
      const end = locations.lineOffset[l + 1]!;
      let line = locations.lineOffset[l]!;
      if (line === end) locationNode[filled++] = this.bareNode(l);
      else if (this.options.noInlines) line = end - 1;
      for (; line < end; line++) {
        const f = locations.lineFunction[line]!;
        let node = nodeOfFunction?.[f] ?? -1;
        if (node === -1) {
          node = this.lineNode(l, line, f);
          if (nodeOfFunction && this.nameOf[f] !== 0 && !this.options.keepObjectNames)
            nodeOfFunction[f] = node;
        }
        locationNode[filled++] = node;
      }
      locationOffset[l + 1] = filled;
    }
    return { ...this.nodeColumns(), locationOffset, locationNode: locationNode.slice(0, filled) };
  }

  /** The node of a location that has no lines. */
  private bareNode(location: number): number {
    this.wide.fill(0n);
    if (this.kept.address) this.wide[0] = BigInt.asIntN(64, this.profile.locations.address[location]!);
    return this.intern(0, 0, this.objectFileOf(location));
  }

  private lineNode(location: number, line: number, f: number): number {
    const { locations, functions } = this.profile;
    const { kept, wide } = this;
    const name = this.nameOf[f]!;
    const withObject = name === 0 || this.options.keepObjectNames === true;
    wide[0] = kept.address ? BigInt.asIntN(64, locations.address[location]!) : 0n;
    wide[1] = kept.line ? locations.line[line]! : 0n;
    wide[2] = kept.column ? locations.column[line]! : 0n;
    wide[3] = withObject ? functions.startLine[f]! : 0n;
    return this.intern(name, this.fileOf[f]!, withObject ? this.objectFileOf(location) : 0);
  }

  private intern(name: number, file: number, objectFile: number): number {
    const { tuples, wideWords } = this;
    const start = tuples.open(WORDS);
    const { words } = tuples;
    words[start] = name;
    words[start + 1] = file;
    words[start + 2] = objectFile;
    words.set(wideWords, start + 3);
    return tuples.close(start + WORDS);
  }

  private objectFileOf(location: number): number {
    const mapping = this.profile.locations.mapping[location]!;
    return mapping === NO_MAPPING ? 0 : this.objectOf[mapping]!;
  }

  private shownFile(recorded: string): string {
    const trimmed = this.options.keepPrefixes ? recorded : trimSourcePath(recorded, this.options);
    return trimmed === '' ? '' : cleanPath(trimmed);
  }

  private internText(text: string): number {
    let number = this.texts.get(text);
    if (number === undefined) {
      number = this.textByNumber.length;
      this.texts.set(text, number);
      this.textByNumber.push(text);
    }
    return number;
  }

  private nodeColumns(): Omit<NodeTable, 'locationOffset' | 'locationNode'> {
    const { count, words: pool } = this.tuples;
    const wordOf = (node: number, word: number) => pool[node * WORDS + word]!;
    const text = (word: number) =>
      Array.from({ length: count }, (_, node) => this.textByNumber[wordOf(node, word)]!);
    const wide = <T extends BigInt64Array | BigUint64Array>(column: T, word: number): T => {
      const words = wordsOf(column);
      for (let node = 0; node < count; node++) {
        words[2 * node] = wordOf(node, word);
        words[2 * node + 1] = wordOf(node, word + 1);
      }
      return column;
    };
    return {
      count,
      name: text(0),
      file: text(1),
      objectFile: text(2),
      address: wide(new BigUint64Array(count), 3),
      line: wide(new BigInt64Array(count), 5),
      column: wide(new BigInt64Array(count), 7),
      startLine: wide(new BigInt64Array(count), 9),
    };
  }
}

/** What a node is called by. */
export interface NodeName {
  readonly address: bigint;
  readonly name: string;
  readonly file: string;
  readonly line: bigint;
  readonly column: bigint;
  readonly objectFile: string;
}

export const nodeName = (nodes: NodeTable, node: number): NodeName => ({
  address: nodes.address[node]!,
  name: nodes.name[node]!,
  file: nodes.file[node]!,
  line: nodes.line[node]!,
  column: nodes.column[node]!,
  objectFile: nodes.objectFile[node]!,
});

/** What reports call a node: address, name, and place, as far as it has them. */
export const printableName = (nodes: NodeTable, node: number): string =>
  nameParts(nodeName(nodes, node)).join(' ');

/** Never none. */
export function nameParts({ address, name, file, line, column, objectFile }: NodeName): string[] {
  const parts: string[] = [];
  if (address !== 0n) parts.push(address.toString(16).padStart(16, '0'));
  if (name !== '') parts.push(name);
  if (line !== 0n) parts.push(column === 0n ? `${file}:${line}` : `${file}:${line}:${column}`);
  else if (file !== '') parts.push(file);
  else if (name === '') parts.push(objectFile === '' ? '<unknown>' : `[${basePath(objectFile)}]`);
  return parts;
}
