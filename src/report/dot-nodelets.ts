/** The boxes of labels beside a node of a drawn graph. */
import { addInt64, equalInt64, type Int64, truncateToInt64 } from '../profile/go-number-format.ts';
import { type NodeTag, type NodeTags, tagCum, tagFlat, tagOrder } from '../profile/graph-tags.ts';
import { formatValue, scale } from '../profile/measurement.ts';
import { MAX_TAGS } from './visual-graph.ts';

export interface NodeletOptions {
  /** Number of the node. */
  readonly id: number;
  /** Count what the node uses itself: it has calls that count for the rest. */
  readonly byFlat: boolean;
  readonly format: (value: Int64) => string;
  /** Of the texts of labels, each by itself. */
  readonly quote: (text: string) => string;
  /** Of the values of size tags. */
  readonly sizeUnit: string;
}

/** Lines of dot, maybe none. */
export function nodeletLines({ texts, sizes }: NodeTags, options: NodeletOptions): string[] {
  const { id, byFlat, format } = options;
  // Between the texts of one tag stands what Graphviz takes for a line end.
  const name = (tag: NodeTag) => tag.name.split('\\n').map(options.quote).join('\\n');
  const lines: string[] = [];
  const largest = texts.toSorted(tagOrder(byFlat)).slice(0, MAX_TAGS);
  for (const [i, tag] of largest.entries()) {
    const weight = byFlat ? tagFlat(tag) : tagCum(tag);
    if (Number(weight) === 0) continue;
    lines.push(...boxLines(`N${id}`, `N${id}_${i}`, name(tag), format(weight), ''));
    lines.push(...sizeLines(sizes.get(tag.name) ?? [], `N${id}_${i}`, options));
  }
  lines.push(...sizeLines(sizes.get('') ?? [], `N${id}`, options));
  return lines;
}

function boxLines(from: string, box: string, name: string, weight: string, style: string): string[] {
  return [
    `${box} [label = "${name}" id="${box}" fontsize=8 shape=box3d tooltip="${weight}"]`,
    `${from} -> ${box} [label=" ${weight}" weight=100 tooltip="${weight}" labeltooltip="${weight}"${style}]`,
  ];
}

function sizeLines(
  tags: readonly NodeTag[],
  from: string,
  { byFlat, format, quote, sizeUnit }: NodeletOptions,
): string[] {
  const lines: string[] = [];
  for (const [i, tag] of joinedSizes(tags, byFlat, sizeUnit).entries()) {
    const flat = tagFlat(tag);
    const cum = tagCum(tag);
    const isFlat = byFlat || equalInt64(flat, cum);
    const weight = isFlat ? flat : cum;
    if (Number(weight) === 0) continue;
    const style = isFlat ? '' : ' style="dotted"';
    lines.push(...boxLines(from, `N${from}_${i}`, quote(tag.name), format(weight), style));
  }
  return lines;
}

/** At most so many: the others join the nearest of the largest. */
function joinedSizes(tags: readonly NodeTag[], byFlat: boolean, unit: string): readonly NodeTag[] {
  const order = tagOrder(byFlat);
  const sorted = tags.toSorted(order);
  if (sorted.length <= MAX_TAGS) return sorted;
  const groups = sorted.slice(0, MAX_TAGS).map((tag) => [tag]);
  for (const tag of sorted.slice(MAX_TAGS)) {
    let nearest = groups[0]!;
    for (const group of groups) {
      if (distance(tag, group[0]!, unit) < distance(tag, nearest[0]!, unit)) nearest = group;
    }
    nearest.push(tag);
  }
  return groups.map((group) => joined(group, unit)).sort(order);
}

const inUnit = (tag: NodeTag, unit: string): number => scale(tag.value, unit, unit).value;

const distance = (a: NodeTag, b: NodeTag, unit: string): number =>
  Math.abs(inUnit(b, unit) - Number(a.value));

function joined(group: readonly NodeTag[], unit: string): NodeTag {
  const [first] = group;
  const means = { value: 0n, flatDivisor: 0, cumDivisor: 0 };
  if (group.length === 1) {
    const tag = first!;
    return { ...means, name: formatValue(tag.value, unit, 'auto'), flat: tagFlat(tag), cum: tagCum(tag) };
  }
  let smallest = first!;
  let largest = first!;
  const sums = { ...first! };
  for (const tag of group.slice(1)) {
    const value = truncateToInt64(inUnit(tag, unit));
    if (value < smallest.value) smallest = tag;
    if (value > largest.value) largest = tag;
    for (const key of ['flat', 'cum', 'flatDivisor', 'cumDivisor'] as const)
      sums[key] = addInt64(sums[key], tag[key]);
  }
  const [low, high] = [smallest, largest].map((tag) => formatValue(tag.value, unit, 'auto'));
  return { ...means, name: `${low}..${high}`, flat: tagFlat(sums), cum: tagCum(sums) };
}
