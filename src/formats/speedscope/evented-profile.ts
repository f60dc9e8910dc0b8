import { isObject, type JsonObject, wrongValue } from '../json-document.ts';
import { NO_STACK } from '../stack-tree.ts';
import { frameAt, type ProfilePlace, timeAt } from './speedscope-places.ts';
import type { WeightedStacks } from './weighted-stacks.ts';

/**
 * Adds up how long each stack was open, from its `events`. Time with nothing open belongs to nothing.
 * @throws ProfError BAD_PROFILE where events are not balanced or not in the order of time, LIMIT.
 */
export function addEvents(profile: JsonObject, stacks: WeightedStacks, place: ProfilePlace): void {
  const { events } = profile;
  const { path } = place;
  if (!Array.isArray(events)) throw wrongValue(`${path}.events`, 'is not an array');
  let stack = NO_STACK;
  let now = Number.NEGATIVE_INFINITY;
  for (const [i, event] of (events as unknown[]).entries()) {
    const where = `events[${i}]`;
    if (!isObject(event)) throw wrongValue(`${path}.${where}`, 'is not an object');
    const at = timeAt(event.at, place, () => `${where}.at`);
    if (at < now) throw wrongValue(`${path}.${where}.at`, 'is before the event before it');
    if (stack !== NO_STACK && at > now) stacks.add(stack, at - now);
    now = at;
    const frame = frameAt(event.frame, place, () => `${where}.frame`);
    if (event.type === 'O') stack = stacks.tree.call(stack, frame);
    else if (event.type === 'C') stack = close(stack, frame, stacks, `${path}.${where}`);
    else throw wrongValue(`${path}.${where}.type`, 'is neither "O" nor "C"');
  }
  if (stack !== NO_STACK) {
    throw wrongValue(`${path}.events`, `ends with ${stacks.tree.depth(stack)} frames open`);
  }
}

function close(stack: number, frame: number, { tree }: WeightedStacks, path: string): number {
  if (stack === NO_STACK) throw wrongValue(path, `closes frame ${frame}, and none is open`);
  const open = tree.frame(stack);
  if (open !== frame) throw wrongValue(path, `closes frame ${frame}, and frame ${open} is open`);
  return tree.caller(stack);
}
