/**
 * V8's heap snapshot: {"snapshot":{"meta":…},"nodes":[numbers],"edges":[…],"strings":[…]}. One gets it from
 * `v8.writeHeapSnapshot()`, the inspector's HeapProfiler.takeHeapSnapshot, or DevTools' "Save".
 */
import { ProfileBuilder } from '../../profile/builder.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { type Constructor, nameConstructors } from './constructors.ts';
import { findDominators } from './dominators.ts';
import { ownSizes } from './own-sizes.ts';
import { readSnapshot } from './read-snapshot.ts';
import { retainingEdges } from './retaining-edges.ts';
import { retainingPaths } from './retaining-paths.ts';

/**
 * The objects of a heap by constructor, as a profile of memory: its functions are constructors, its stacks what holds
 * what. So flat is the shallow size, cum the retained size, both as DevTools' summary has them, and inuse_objects/count
 * the number of objects.
 * @throws ProfError BAD_PROFILE with the path or offset of what is wrong, LIMIT.
 */
export function decodeHeapSnapshot(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const graph = readSnapshot(bytes, limits);
  const space = { type: 'inuse_space', unit: 'bytes' };
  const builder = new ProfileBuilder({
    sampleTypes: [{ type: 'inuse_objects', unit: 'count' }, space],
    periodType: { type: 'space', unit: 'bytes' },
    period: 1,
  });
  const { list, ofNode } = nameConstructors(graph);
  const locations = list.map((each) => addConstructor(builder, each));
  const dominators = findDominators(retainingEdges(graph), graph.root);
  const heap = { dominators, sizes: ownSizes(graph), constructorOf: ofNode, constructorCount: list.length };
  for (const { path, count, bytes: size } of retainingPaths(heap, limits)) {
    const stack = path.map((kind) => locations[kind]!);
    builder.addSample(stack, [count, size]);
  }
  return builder.build();
}

/** V8 tells the number of a constructor's script, not its name. */
function addConstructor(builder: ProfileBuilder, { name, place }: Constructor): number {
  const line = place === undefined ? 0 : place.line + 1;
  const fn = builder.addFunction({
    name,
    systemName: '',
    filename: place === undefined ? '' : `script ${place.scriptId}`,
    startLine: line,
  });
  return builder.addLocation({
    lines: [{ function: fn, line, column: place === undefined ? 0 : place.column + 1 }],
  });
}
