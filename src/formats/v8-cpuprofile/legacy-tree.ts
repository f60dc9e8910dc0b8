import { isObject, type JsonObject, wrongValue } from '../json-document.ts';

/**
 * The older form (V8 before 2016, and the v8-profiler packages until today) in today's: one tree under `head` with the
 * call frame's fields in the nodes, lines and columns from 1, start and end in seconds.
 */
export function modernize(file: JsonObject): JsonObject {
  if (file.nodes !== undefined || file.head === undefined) return file;
  const nodes: JsonObject[] = [];
  const waiting: { node: unknown; path: string; parent?: unknown }[] = [{ node: file.head, path: 'head' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, path } = next;
    if (!isObject(node)) throw wrongValue(path, 'is not an object');
    const { functionName, url, lineNumber, columnNumber, hitCount = 0, id, children = [] } = node;
    if (!Array.isArray(children)) throw wrongValue(`${path}.children`, 'is not an array');
    const callFrame = {
      functionName,
      url,
      lineNumber: before(lineNumber),
      columnNumber: before(columnNumber),
    };
    nodes.push({ id, callFrame, hitCount, parent: next.parent });
    // Paths of deep nodes would take quadratic space.
    const inside = path.length < 200 ? path : '…';
    for (let i = children.length - 1; i >= 0; i--) {
      waiting.push({ node: children[i], path: `${inside}.children[${i}]`, parent: id });
    }
  }
  const { samples, timestamps } = file;
  return { nodes, samples, timestamps, startTime: inMicros(file.startTime), endTime: inMicros(file.endTime) };
}

function before(place: unknown): unknown {
  return typeof place === 'number' ? place - 1 : place;
}

function inMicros(seconds: unknown): unknown {
  return typeof seconds === 'number' ? seconds * 1e6 : seconds;
}
