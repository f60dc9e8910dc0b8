/** Boxes in words. */
import { formatValue } from '../profile/measurement.ts';
import type { Graph } from './graph.ts';
import type { PageData } from './page-data.ts';

export interface Description {
  readonly name: string;
  readonly values: string;
  readonly more: string;
}

export function shareText(value: number, total: number): string {
  if (total === 0) return '0%';
  const percent = (value / total) * 100;
  const magnitude = Math.abs(percent);
  return `${percent.toFixed(magnitude >= 10 || magnitude === 0 ? 1 : magnitude >= 0.1 ? 2 : 3)}%`;
}

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text);

function valueText({ type }: Graph, value: number): string {
  return formatValue(Math.round(value), type.unit, 'auto');
}

function poolName(graph: Graph, node: number): string | undefined {
  const nodes = graph.pools.get(node);
  if (nodes === undefined) return undefined;
  return nodes === 0 ? 'smaller ones' : `+${nodes} smaller ${nodes === 1 ? 'one' : 'ones'}`;
}

/** What is written into a box. */
export function boxLabel(graph: Graph, labels: readonly string[], node: number): string {
  const frame = graph.frame[node]!;
  const name =
    frame === -1
      ? (poolName(graph, node) ?? `all: ${valueText(graph, graph.boxes.cum[0]!)}`)
      : labels[frame]!;
  const change = changeOf(graph, node);
  if (change === undefined) return name;
  return change === 0 ? `= ${name}` : `${signed(shareText(change, graph.type.total), change)} ${name}`;
}

/** Of a comparison: target less base. */
export function changeOf({ boxes, isSigned }: Graph, node: number): number | undefined {
  if (isSigned) return boxes.cum[node]!;
  return boxes.baseCum && boxes.cum[node]! - boxes.baseCum[node]!;
}

export function describe(
  graph: Graph,
  data: Pick<PageData, 'frames' | 'minFraction'>,
  node: number,
): Description {
  const frame = graph.frame[node]!;
  const { frames } = data;
  const pool = poolName(graph, node);
  if (frame === -1) {
    return {
      name: pool ?? 'all',
      values: valuesOf(graph, node),
      more: pool === undefined ? '' : poolText(data),
    };
  }
  const file = frames.files[frames.file[frame]!]!;
  const parts = [file, frames.inlined.includes(frame) ? 'inlined' : '', everywhere(graph, frame)];
  return {
    name: frames.name[frame]!,
    values: valuesOf(graph, node),
    more: parts.filter((part) => part !== '').join(' · '),
  };
}

const poolText = ({ minFraction }: Pick<PageData, 'minFraction'>): string =>
  `too small for this file (each below ${shareText(minFraction, 1)}, or no room): a file made with --focus shows them`;

function valuesOf(graph: Graph, node: number): string {
  const { boxes, type } = graph;
  const cum = boxes.cum[node]!;
  const own = boxes.own[node]!;
  if (boxes.baseCum === undefined) {
    const sum = (value: number) => {
      const text = `${valueText(graph, value)}, ${shareText(value, type.total)}`;
      return graph.isSigned ? signed(text, value) : text;
    };
    return `${sum(cum)}; itself ${sum(own)}`;
  }
  const base = boxes.baseCum[node]!;
  const change = cum - base;
  const ownChange = own - boxes.baseOwn![node]!;
  const relative =
    base === 0 ? (cum === 0 ? '' : ', new') : `, ${signed(shareText(change, Math.abs(base)), change)} of it`;
  const changed = `${signed(valueText(graph, change), change)} (${signed(shareText(change, type.total), change)} of the base's total${relative})`;
  return `${valueText(graph, base)} → ${valueText(graph, cum)}: ${changed}; itself ${signed(valueText(graph, ownChange), ownChange)}`;
}

/** What goes through a function anywhere, recursion counted once. */
function everywhere(graph: Graph, frame: number): string {
  const { boxes } = graph;
  let count = 0;
  let cum = 0;
  let coveredTo = 0;
  for (let node = 1; node < boxes.count; node++) {
    if (graph.frame[node] !== frame) continue;
    count++;
    if (node < coveredTo) continue;
    coveredTo = boxes.end[node]!;
    cum += boxes.cum[node]!;
  }
  return count === 1
    ? ''
    : `${count} boxes, together ${valueText(graph, cum)}, ${shareText(cum, graph.type.total)}`;
}
