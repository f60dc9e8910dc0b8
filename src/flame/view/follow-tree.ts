import { pathTo } from '../call-tree.ts';
import type { FlameGraph } from '../flame-source.ts';
import { matchFrames, searchTree } from '../search.ts';
import { placed } from './place-view.ts';
import type { Place, ShownTree, ViewState } from './view-state.ts';

/** Another tree in place of the one that is shown: the function that was selected stays so, and the zoom where it was. */
export function followTree(state: ViewState, shown: ShownTree): ViewState {
  const selected = counterpart(state.shown, state.selected, shown) ?? 0;
  const zoomed = state.zoom.node === 0 ? 0 : sameNode(state.shown, state.zoom.node, shown);
  const isWithin = zoomed !== undefined && selected >= zoomed && selected < shown.tree.end[zoomed]!;
  const next = {
    ...state,
    shown,
    selected,
    zoom: { node: isWithin ? zoomed : 0 },
    trail: state.trail.flatMap((place) => samePlace(state.shown, place, shown)),
    magnified: -1,
    search: state.search && { ...state.search, ...searchAgain(state.search, state.shown, shown) },
  };
  return placed(next);
}

/** Where a zoom was made from, if the other tree has it: it can still be gone back to. */
function samePlace(before: FlameGraph, place: Place, after: FlameGraph): Place[] {
  const node = sameNode(before, place.zoom.node, after);
  const selected = sameNode(before, place.selected, after);
  if (node === undefined || selected === undefined) return [];
  return [{ zoom: { node }, selected, scroll: place.scroll }];
}

function searchAgain(search: NonNullable<ViewState['search']>, before: FlameGraph, after: FlameGraph) {
  const names = new Set(before.frames.name.filter((_, frame) => search.isMatch[frame] === 1));
  return searchTree(
    after.tree,
    matchFrames(after.frames.name, (name) => names.has(name)),
  );
}

/** The same path; where there is none the widest node of the same function. */
function counterpart(before: FlameGraph, node: number, after: FlameGraph): number | undefined {
  if (node === 0) return 0;
  const same = sameNode(before, node, after);
  if (same !== undefined) return same;
  const name = before.frames.name[before.tree.frame[node]!]!;
  let widest: number | undefined;
  for (let other = 1; other < after.tree.count; other++) {
    if (after.frames.name[after.tree.frame[other]!] !== name) continue;
    if (widest === undefined || after.tree.width[other]! > after.tree.width[widest]!) widest = other;
  }
  return widest;
}

function sameNode(before: FlameGraph, node: number, after: FlameGraph): number | undefined {
  if (before.tree.isInverted !== after.tree.isInverted) return undefined;
  let at = 0;
  for (const step of pathTo(before.tree, node)) {
    const name = before.frames.name[before.tree.frame[step]!]!;
    const found = childNamed(after, at, name);
    if (found === undefined) return undefined;
    at = found;
  }
  return at;
}

function childNamed({ tree, frames }: FlameGraph, parent: number, name: string): number | undefined {
  for (let child = parent + 1; child < tree.end[parent]!; child = tree.end[child]!) {
    if (frames.name[tree.frame[child]!] === name) return child;
  }
  return undefined;
}
