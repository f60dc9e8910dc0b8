import { ProfileBuilder } from '../../profile/builder.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import type { Profile, ValueType } from '../../profile/profile.ts';
import { isObject, type JsonObject, parseJsonObject, wrongValue } from '../json-document.ts';
import { StackSize } from '../stack-size.ts';
import { StackTree } from '../stack-tree.ts';
import { addEvents } from './evented-profile.ts';
import { addSamples } from './sampled-profile.ts';
import { EXPORTER, type SpeedscopeUnit, UNITS } from './speedscope-units.ts';
import { WeightedStacks } from './weighted-stacks.ts';

/**
 * The profile in a speedscope file, one sample a stack. Each profile of the file is a thread, or whatever its name says:
 * with several, samples carry it as the label `profile`. Weights in seconds and the like become nanoseconds, and what
 * fractions are left is rounded. In a file that prof wrote each profile is a sample type.
 * @throws ProfError BAD_PROFILE with the path of what is wrong, LIMIT.
 */
export function decodeSpeedscope(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const file = parseJsonObject(bytes, 'a speedscope file', limits);
  const frames = readFrames(file);
  const { profiles } = file;
  if (!Array.isArray(profiles)) throw wrongValue('profiles', 'is not an array');
  if (profiles.length === 0) throw wrongValue('profiles', 'is empty');
  const isOwn = file.exporter === EXPORTER;
  const heads = profiles.map((value, i) => readHead(value, `profiles[${i}]`, isOwn));
  const types = isOwn ? heads.map(({ valueType }) => valueType) : distinctTypes(heads);
  if (types.length > limits.smallTableEntries) {
    throw limitExceeded('smallTableEntries', limits.smallTableEntries, 'profile of more sample types');
  }
  const active = heads[file.activeProfileIndex as number]?.valueType.type;
  const builder = new ProfileBuilder({
    sampleTypes: types,
    ...(active === undefined ? {} : { defaultSampleType: active }),
  });
  const locations = frames.map((frame) => addFrame(builder, frame));
  const size = new StackSize(limits);
  const shared = isOwn ? new WeightedStacks(new StackTree(frames.length, limits), types.length) : undefined;
  for (const [i, head] of heads.entries()) {
    const stacks = shared ?? new WeightedStacks(new StackTree(frames.length, limits), types.length);
    stacks.select(isOwn ? i : indexOfType(types, head.valueType), head.scale);
    const read = head.type === 'evented' ? addEvents : addSamples;
    read(head.content, stacks, { path: `profiles[${i}]`, frameCount: frames.length });
    const isLast = i === heads.length - 1;
    if (shared === undefined || isLast) {
      stacks.addTo(builder, { locations, size, label: heads.length > 1 && !isOwn ? head.name : '' });
    }
  }
  return builder.build();
}

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Head {
  readonly content: JsonObject;
  readonly type: 'evented' | 'sampled';
  readonly name: string;
  readonly valueType: ValueType;
  /** What a weight is multiplied with. */
  readonly scale: number;
}

function readFrames(file: JsonObject): Frame[] {
  if (!isObject(file.shared)) throw wrongValue('shared', 'is not an object');
  const { frames } = file.shared;
  if (!Array.isArray(frames)) throw wrongValue('shared.frames', 'is not an array');
  return frames.map((value: unknown, i) => readFrame(value, `shared.frames[${i}]`));
}

function readFrame(value: unknown, path: string): Frame {
  if (!isObject(value)) throw wrongValue(path, 'is not an object');
  const { name } = value;
  if (typeof name !== 'string') throw wrongValue(`${path}.name`, 'is not a string');
  const file = value.file ?? '';
  if (typeof file !== 'string') throw wrongValue(`${path}.file`, 'is not a string');
  const place = (key: 'line' | 'col'): number => {
    const number = value[key] ?? 0;
    if (!Number.isSafeInteger(number)) throw wrongValue(`${path}.${key}`, 'is not a whole number');
    return Math.max(0, number as number);
  };
  return { name, file, line: place('line'), column: place('col') };
}

function readHead(value: unknown, path: string, isOwn: boolean): Head {
  if (!isObject(value)) throw wrongValue(path, 'is not an object');
  const { type, name = '', unit } = value;
  if (type !== 'evented' && type !== 'sampled')
    throw wrongValue(`${path}.type`, 'is neither "evented" nor "sampled"');
  if (typeof name !== 'string') throw wrongValue(`${path}.name`, 'is not a string');
  if (typeof unit !== 'string' || !Object.hasOwn(UNITS, unit)) {
    throw wrongValue(`${path}.unit`, `is none of ${Object.keys(UNITS).join(', ')}`);
  }
  const { own, foreign, scale } = UNITS[unit as SpeedscopeUnit];
  const valueType = isOwn ? { type: name, unit: own } : foreign;
  return { content: value, type, name, valueType, scale: isOwn ? 1 : scale };
}

const indexOfType = (types: readonly ValueType[], wanted: ValueType): number =>
  types.findIndex(({ type, unit }) => type === wanted.type && unit === wanted.unit);

function distinctTypes(heads: readonly Head[]): ValueType[] {
  const byKey = new Map(heads.map(({ valueType }) => [JSON.stringify(valueType), valueType]));
  return [...byKey.values()];
}

function addFrame(builder: ProfileBuilder, { name, file, line, column }: Frame): number {
  const fn = builder.addFunction({ name, systemName: '', filename: file });
  return builder.addLocation({ lines: [{ function: fn, line, column }] });
}
