import { ProfError } from '../../kit/errors.ts';
import { decodeUtf8 } from '../../profile/utf8.ts';
import { isObject, type JsonObject, wrongValue } from '../json-document.ts';
import { endOfValue } from '../json-scan.ts';
import { MAX_TYPES } from './heap-graph.ts';

/** How the numbers of the file are to be read, from its `snapshot` object. */
export interface SnapshotHeader {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Where the root stands in `nodes`, in numbers. */
  readonly rootIndex: number;
  readonly nodeFields: readonly string[];
  readonly nodeTypes: readonly string[];
  readonly edgeFields: readonly string[];
  readonly edgeTypes: readonly string[];
  /** Empty where the file has no places. */
  readonly locationFields: readonly string[];
}

/** What V8 writes has some hundred bytes. */
const MAX_HEADER_BYTES = 1 << 20;

/** @param at offset of the value of `snapshot`. @throws ProfError BAD_PROFILE with the path of what is wrong. */
export function readSnapshotHeader(bytes: Uint8Array, at: number): SnapshotHeader {
  const end = endOfValue(bytes, at);
  if (end - at > MAX_HEADER_BYTES) throw wrongValue('snapshot', 'is too long');
  const snapshot = parse(decodeUtf8(bytes, at, end), at);
  const meta = isObject(snapshot.meta) ? snapshot.meta : undefined;
  if (meta === undefined) throw wrongValue('snapshot.meta', 'is not an object');
  const nodeFields = texts(meta.node_fields, 'snapshot.meta.node_fields');
  const edgeFields = texts(meta.edge_fields, 'snapshot.meta.edge_fields');
  return {
    nodeCount: count(snapshot, 'node_count'),
    edgeCount: count(snapshot, 'edge_count'),
    rootIndex: snapshot.root_index === undefined ? 0 : count(snapshot, 'root_index'),
    nodeFields,
    nodeTypes: typeNames(meta.node_types, nodeFields, 'snapshot.meta.node_types'),
    edgeFields,
    edgeTypes: typeNames(meta.edge_types, edgeFields, 'snapshot.meta.edge_types'),
    locationFields:
      meta.location_fields === undefined ? [] : texts(meta.location_fields, 'snapshot.meta.location_fields'),
  };
}

function parse(text: string, at: number): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ProfError('BAD_PROFILE', `malformed heap snapshot: snapshot at offset ${at}: ${reason}`, {
      details: { path: 'snapshot', offset: at },
      cause,
    });
  }
  throw wrongValue('snapshot', 'is not an object');
}

function count(snapshot: JsonObject, key: string): number {
  const value = snapshot[key];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrongValue(`snapshot.${key}`, 'is not a count');
}

function texts(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
    return value;
  throw wrongValue(path, 'is not a list of names');
}

/** The list that stands for the field `type` among the lists of what each field may be. */
function typeNames(value: unknown, fields: readonly string[], path: string): readonly string[] {
  if (!Array.isArray(value)) throw wrongValue(path, 'is not an array');
  const at = fields.indexOf('type');
  const names = texts(value[at], `${path}[${at}]`);
  if (names.length > MAX_TYPES) throw wrongValue(`${path}[${at}]`, 'has too many names');
  return names;
}
