import { buildNodes, printableName } from '../profile/graph-nodes.ts';
import type { Profile } from '../profile/profile.ts';
import { prepareReport } from '../report/prepare-report.ts';
import type { SumOptions } from './function-sums.ts';

/** Where a function stands in its source. */
export interface SourcePlace {
  readonly file: string;
  /** The line that most of its value falls on; where no line is known, the one where it begins; 0: neither. */
  readonly line: number;
}

/** The places of functions in a profile, as far as it tells files. Names are those that reports print. */
export async function locateFunctions(
  profile: Profile,
  names: ReadonlySet<string>,
  { report = {}, sampleIndex }: SumOptions,
): Promise<ReadonlyMap<string, SourcePlace>> {
  if (names.size === 0) return new Map();
  const prepared = await prepareReport(profile, 'top', { ...report, sampleIndex });
  const { options } = prepared;
  const nodes = buildNodes(prepared.profile, { ...options, granularity: options.granularity || 'functions' });
  const hottest = new HottestLines(prepared.profile);
  const isWanted = Uint8Array.from({ length: nodes.count }, (_, node) =>
    names.has(printableName(nodes, node)) ? 1 : 0,
  );
  const { stack, stackOffset, count } = prepared.profile.samples;
  const { lineOffset } = prepared.profile.locations;
  for (let s = 0; s < count; s++) {
    const value = Math.abs(Number(prepared.column[s]));
    for (let i = stackOffset[s]!; i < stackOffset[s + 1]!; i++) {
      const location = stack[i]!;
      const first = nodes.locationOffset[location]!;
      // Without inlined frames a location has one node, that of its last line.
      const skipped =
        lineOffset[location + 1]! - lineOffset[location]! - (nodes.locationOffset[location + 1]! - first);
      for (let n = first; n < nodes.locationOffset[location + 1]!; n++) {
        const node = nodes.locationNode[n]!;
        if (isWanted[node] !== 1) continue;
        const isLeaf = i === stackOffset[s] && n === first;
        hottest.add(node, lineOffset[location]! + skipped + n - first, isLeaf ? value : 0, value);
      }
    }
  }
  return new Map(hottest.places().map(([node, place]) => [printableName(nodes, node), place]));
}

interface Weight {
  own: number;
  all: number;
}

/** Per node the lines of its samples; a function's own time counts before that of what it calls. */
class HottestLines {
  readonly #profile: Profile;
  readonly #weights = new Map<number, Map<number, Weight>>();

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  add(node: number, line: number, own: number, all: number): void {
    const lines = this.#weights.get(node) ?? new Map<number, Weight>();
    this.#weights.set(node, lines);
    const weight = lines.get(line) ?? { own: 0, all: 0 };
    weight.own += own;
    weight.all += all;
    lines.set(line, weight);
  }

  places(): [number, SourcePlace][] {
    return [...this.#weights].flatMap(([node, lines]) => {
      const [hottest] = [...lines].sort(([, a], [, b]) => b.own - a.own || b.all - a.all);
      const place = this.#placeOf(hottest![0]);
      return place === undefined ? [] : [[node, place] as [number, SourcePlace]];
    });
  }

  #placeOf(line: number): SourcePlace | undefined {
    const { functions, locations, strings } = this.#profile;
    const f = locations.lineFunction[line];
    if (f === undefined) return undefined;
    const file = strings.get(functions.filename[f]!);
    const number = Number(locations.line[line]) || Number(functions.startLine[f]);
    return file === '' ? undefined : { file, line: Math.max(0, number) };
  }
}
