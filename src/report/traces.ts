/** Every sample with its labels and its stack, leaf first. */
import { divideInt64, type Int64 } from '../profile/go-number-format.ts';
import { buildNodes, type NodeTable, printableName } from '../profile/graph-nodes.ts';
import { formatValue } from '../profile/measurement.ts';
import { type LabelLayout, LabelTexts } from './label-texts.ts';
import { padLeft } from './pad-left.ts';
import type { PreparedReport } from './prepare-report.ts';
import { profileLines } from './report-header.ts';
import { valueFormatter } from './report-values.ts';
import { TextPool } from './text-pool.ts';
import { ValueTexts } from './value-texts.ts';

const SEPARATOR = `${'-'.repeat(11)}+${'-'.repeat(55)}\n`;
const VALUE_WIDTH = 10;

/** The nodes of stacks here: source files keep the prefixes that graph reports cut. */
function traceNodes({ profile, options }: PreparedReport): NodeTable {
  return buildNodes(profile, {
    granularity: options.granularity || 'functions',
    noInlines: options.noInlines,
    showColumns: options.showColumns,
    keepPrefixes: true,
  });
}

/**
 * The report's bytes in pieces: a large profile's text does not fit into one string. Each is valid until the next one is
 * asked for.
 */
export function* tracesOfPrepared(report: PreparedReport): Generator<Uint8Array> {
  const { column, divisors, options } = report;
  const { samples } = report.profile;
  const format = valueFormatter(report, options.unit);
  const pool = new TextPool();
  const separator = pool.keep(SEPARATOR);
  pool.add(`${profileLines(report, format).join('\n')}\n`);
  const frames = new FrameTexts(traceNodes(report), pool);
  const labels = new LabelTexts(report.profile, pool, labelLayout(report));
  const values = new ValueTexts(pool, (value) => padLeft(format(value), VALUE_WIDTH));
  for (let s = 0; s < samples.count; s++) {
    const end = samples.stackOffset[s + 1]!;
    let next = samples.stackOffset[s]!;
    if (next === end) continue;
    pool.addKept(separator);
    if (samples.labelOffset[s] !== samples.labelOffset[s + 1]) labels.add(s);
    values.add(divisors === undefined ? column[s]! : divideInt64(column[s]!, divisors[s]!));
    frames.addLeaf(samples.stack[next++]!);
    // A stack may be long enough for many pieces.
    while (next < end) {
      next = frames.addStack(samples.stack, next, end);
      if (pool.isFull) yield pool.take();
    }
    if (pool.isFull) yield pool.take();
  }
  pool.addKept(separator);
  yield pool.take();
}

/** A line for each key. */
function labelLayout({ profile, labelUnits }: PreparedReport): LabelLayout {
  const { labelNumber } = profile.samples;
  return {
    start: (key) => `${padLeft(key, VALUE_WIDTH)}:  `,
    end: '\n',
    numbers: (labels, key) =>
      labels.map((label) => formatValue(labelNumber[label]!, labelUnits.get(key)!, 'auto')).join(' '),
  };
}

export interface TracesFacts {
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly total: Int64;
  /** Those without a stack are left out of the report. */
  readonly sampleCount: number;
}

export const tracesFacts = ({ sampleType, sampleUnit, total, profile }: PreparedReport): TracesFacts => ({
  sampleType,
  sampleUnit,
  total,
  sampleCount: profile.samples.count,
});

export interface TraceSample {
  readonly value: Int64;
  readonly labels: readonly TraceLabel[];
  /** Leaf first. */
  readonly frames: readonly { readonly name: string; readonly inline: boolean }[];
}

export type TraceLabel =
  | { readonly key: string; readonly text: string }
  | { readonly key: string; readonly number: bigint; readonly unit: string };

/** The same samples for programs. */
export function* traceSamples(report: PreparedReport): Generator<TraceSample> {
  const { column, divisors, profile } = report;
  const { samples } = profile;
  const nodes = traceNodes(report);
  const { locationOffset, locationNode } = nodes;
  for (let s = 0; s < samples.count; s++) {
    const stack = samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!);
    if (stack.length === 0) continue;
    const frames = Array.from(stack, (location) => {
      const here = locationNode.subarray(locationOffset[location]!, locationOffset[location + 1]!);
      return Array.from(here, (node, i) => ({
        name: printableName(nodes, node),
        inline: i < here.length - 1,
      }));
    }).flat();
    const value = divideInt64(column[s]!, divisors?.[s] ?? 0);
    yield { value, labels: traceLabels(report, s), frames };
  }
}

function traceLabels(
  { profile: { samples, strings }, labelUnits }: PreparedReport,
  sample: number,
): TraceLabel[] {
  const labels: TraceLabel[] = [];
  for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
    const key = strings.get(samples.labelKey[l]!);
    const text = samples.labelString[l]!;
    if (text !== 0) labels.push({ key, text: strings.get(text) });
    else labels.push({ key, number: samples.labelNumber[l]!, unit: labelUnits.get(key)! });
  }
  return labels;
}

/** The lines of each location, made once. */
class FrameTexts {
  private readonly nodes: NodeTable;
  private readonly pool: TextPool;
  /** Per location: the number of its text in the pool + 1, 0 where it is not kept. */
  private readonly kept: Uint32Array;
  private readonly keptLeaf: Uint32Array;

  constructor(nodes: NodeTable, pool: TextPool) {
    this.nodes = nodes;
    this.pool = pool;
    this.kept = new Uint32Array(nodes.locationOffset.length - 1);
    this.keptLeaf = new Uint32Array(nodes.locationOffset.length - 1);
  }

  /** Adds frames until the stack or the piece ends; gives where it stopped. */
  addStack(stack: Uint32Array, from: number, end: number): number {
    const { kept, pool } = this;
    for (let i = from; i < end; i++) {
      const location = stack[i]!;
      const number = kept[location]!;
      if (number !== 0) pool.addKept(number - 1);
      else this.addNew(location, this.textOf(location), kept);
      if (pool.isFull) return i + 1;
    }
    return end;
  }

  /** The first frame stands beside the value instead of under it. */
  addLeaf(location: number): void {
    const number = this.keptLeaf[location]!;
    if (number !== 0) this.pool.addKept(number - 1);
    else this.addNew(location, this.textOf(location).slice(VALUE_WIDTH), this.keptLeaf);
  }

  private addNew(location: number, text: string, kept: Uint32Array): void {
    const number = this.pool.keep(text);
    kept[location] = number + 1;
    if (number < 0) this.pool.add(text);
    else this.pool.addKept(number);
  }

  private textOf(location: number): string {
    const { locationOffset, locationNode } = this.nodes;
    const last = locationOffset[location + 1]! - 1;
    let text = '';
    for (let n = locationOffset[location]!; n <= last; n++) {
      const name = printableName(this.nodes, locationNode[n]!);
      text += `${' '.repeat(VALUE_WIDTH + 3)}${name}${n === last ? '' : ' (inline)'}\n`;
    }
    return text;
  }
}
