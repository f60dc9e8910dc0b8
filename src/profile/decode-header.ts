/** The first pass over a profile: its scalars, its small messages, and how many entries each table has. */
import { type DecodeLimits, limitExceeded } from './limits.ts';
import { eachVarint, WireError, WireReader } from './wire-reader.ts';

/** Fields of message Profile in proto/profile.proto. */
export const FIELD = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  string: 6,
  dropFrames: 7,
  keepFrames: 8,
  timeNanos: 9,
  durationNanos: 10,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultSampleType: 14,
  docUrl: 15,
} as const;

/** A ValueType whose texts are still string indices. */
export interface RawValueType {
  type: number;
  unit: number;
}

export interface Header {
  readonly sampleTypes: RawValueType[];
  readonly comments: number[];
  /** Number of messages per field number, and of their bytes. */
  readonly counts: Uint32Array;
  readonly byteCounts: Float64Array;
  /** Where the messages of each field lie: bytes[from[field] ..< to[field]]; others may lie between them. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  periodType: RawValueType | undefined;
  period: bigint;
  timeNanos: bigint;
  durationNanos: bigint;
  dropFrames: number;
  keepFrames: number;
  defaultSampleType: number;
  docUrl: number;
  /** Where a second profile begins, if one does: the reference stops reading there. */
  concatenatedAt: number | undefined;
}

/** @throws WireError; ProfError LIMIT where more entries come than may be held as objects */
export function readHeader(bytes: Uint8Array, { smallTableEntries }: DecodeLimits): Header {
  const header: Header = {
    sampleTypes: [],
    comments: [],
    counts: new Uint32Array(16),
    byteCounts: new Float64Array(16),
    from: new Float64Array(16),
    to: new Float64Array(16),
    periodType: undefined,
    period: 0n,
    timeNanos: 0n,
    durationNanos: 0n,
    dropFrames: 0,
    keepFrames: 0,
    defaultSampleType: 0,
    docUrl: 0,
    concatenatedAt: undefined,
  };
  const reader = new WireReader(bytes);
  for (let at = 0; reader.next(); at = reader.pos) {
    if (reader.field === FIELD.timeNanos && header.timeNanos !== 0n) {
      header.concatenatedAt = at;
      break;
    }
    readField(reader, header, at, smallTableEntries);
    const entries = Math.max(
      header.comments.length,
      header.sampleTypes.length,
      header.counts[FIELD.mapping]!,
    );
    if (entries > smallTableEntries) {
      throw limitExceeded(
        'smallTableEntries',
        smallTableEntries,
        'profile with too many comments, sample types or mappings',
      );
    }
  }
  return header;
}

function readField(reader: WireReader, header: Header, at: number, smallTableEntries: number): void {
  const { field } = reader;
  if (field < 1 || field > 15) return;
  if (field <= FIELD.string || field === FIELD.periodType) {
    reader.expect(2);
    if (header.counts[field]!++ === 0) header.from[field] = at;
    header.to[field] = reader.dataEnd;
    header.byteCounts[field]! += reader.dataEnd - reader.dataStart;
  } else if (field !== FIELD.comment) reader.expect(0);
  switch (field) {
    case FIELD.sampleType:
      header.sampleTypes.push(readValueType(reader));
      break;
    case FIELD.string:
      if (header.counts[field] === 1 && reader.dataEnd > reader.dataStart) {
        throw new WireError('the first string is not empty', at);
      }
      break;
    case FIELD.dropFrames:
      header.dropFrames = reader.index();
      break;
    case FIELD.keepFrames:
      header.keepFrames = reader.index();
      break;
    case FIELD.timeNanos:
      header.timeNanos = reader.int64();
      break;
    case FIELD.durationNanos:
      header.durationNanos = reader.int64();
      break;
    case FIELD.periodType:
      header.periodType = readValueType(reader);
      break;
    case FIELD.period:
      header.period = reader.int64();
      break;
    case FIELD.comment:
      eachVarint(reader, (value) => {
        if (header.comments.length <= smallTableEntries) header.comments.push(value.index());
      });
      break;
    case FIELD.defaultSampleType:
      header.defaultSampleType = reader.index();
      break;
    case FIELD.docUrl:
      header.docUrl = reader.index();
      break;
  }
}

function readValueType(parent: WireReader): RawValueType {
  const reader = new WireReader(parent.bytes, parent.dataStart, parent.dataEnd);
  const found = { type: 0, unit: 0 };
  while (reader.next()) {
    if (reader.field !== 1 && reader.field !== 2) continue;
    reader.expect(0);
    found[reader.field === 1 ? 'type' : 'unit'] = reader.index();
  }
  return found;
}

/** Every string index of the header. */
export function headerStringIndices(header: Header): number[] {
  return [
    ...header.sampleTypes.flatMap(({ type, unit }) => [type, unit]),
    ...(header.periodType === undefined ? [] : [header.periodType.type, header.periodType.unit]),
    ...header.comments,
    header.dropFrames,
    header.keepFrames,
    header.defaultSampleType,
    header.docUrl,
  ];
}
