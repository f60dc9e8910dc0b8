/** Columns into pprof's proto format (https://github.com/google/pprof/blob/main/proto/profile.proto). */
import { FIELD } from './decode-header.ts';
import { NO_MAPPING, type Profile, type ValueType } from './profile.ts';
import { ProtoWriter } from './proto-writer.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * A profile as plain proto (compress it with `gzip`). Equal profiles give equal bytes: fields in the order of their
 * numbers, strings in the order of their first use, ids as they are.
 */
export function encodePprof(profile: Profile): Uint8Array {
  return new ProfileEncoder(profile).encode();
}

class ProfileEncoder {
  private readonly profile: Profile;
  private readonly writer = new ProtoWriter();
  private readonly strings: Uint8Array[] = [new Uint8Array(0)];
  private readonly numberOfText = new Map<string, number>([['', 0]]);
  /** Per index into the profile's string table: its number in the output, or -1. */
  private readonly numberOfIndex: Int32Array;

  constructor(profile: Profile) {
    this.profile = profile;
    this.numberOfIndex = new Int32Array(profile.strings.count).fill(-1);
    if (profile.strings.count > 0) this.numberOfIndex[0] = 0;
  }

  encode(): Uint8Array {
    const { profile, writer } = this;
    for (const type of profile.sampleTypes) this.valueType(FIELD.sampleType, type);
    this.samples();
    this.mappings();
    this.locations();
    this.functions();
    const header = new ProtoWriter();
    header.integer(FIELD.dropFrames, BigInt(this.text(profile.dropFrames)));
    header.integer(FIELD.keepFrames, BigInt(this.text(profile.keepFrames)));
    header.integer(FIELD.timeNanos, profile.timeNanos);
    header.integer(FIELD.durationNanos, profile.durationNanos);
    const tail = new ProtoWriter();
    tail.integer(FIELD.period, profile.period);
    for (const comment of profile.comments) {
      tail.tag(FIELD.comment, 0);
      tail.small(this.text(comment));
    }
    tail.integer(FIELD.defaultSampleType, BigInt(this.text(profile.defaultSampleType)));
    tail.integer(FIELD.docUrl, BigInt(this.text(profile.docUrl)));
    const { periodType } = profile;
    const type =
      periodType === undefined ? undefined : [this.text(periodType.type), this.text(periodType.unit)];
    for (const bytes of this.strings) writer.bytes(FIELD.string, bytes);
    writer.raw(header.finish());
    if (type !== undefined) this.indices(FIELD.periodType, type);
    writer.raw(tail.finish());
    return writer.finish();
  }

  private valueType(field: number, { type, unit }: ValueType): void {
    this.indices(field, [this.text(type), this.text(unit)]);
  }

  /** A message whose fields 1, 2, … are small integers. */
  private indices(field: number, values: readonly number[]): void {
    const { writer } = this;
    const start = writer.open(field);
    for (const [i, value] of values.entries()) writer.optional(i + 1, value);
    writer.close(start);
  }

  private samples(): void {
    const { writer } = this;
    const { samples, locations } = this.profile;
    const ids = smallIds(locations.id);
    for (let s = 0; s < samples.count; s++) {
      const start = writer.open(FIELD.sample);
      const from = samples.stackOffset[s]!;
      const to = samples.stackOffset[s + 1]!;
      if (to > from) {
        const packed = writer.open(1);
        for (let i = from; i < to; i++) {
          const location = samples.stack[i]!;
          if (ids === undefined) writer.varint64(locations.id[location]!);
          else writer.small(ids[location]!);
        }
        writer.close(packed);
      }
      const packed = writer.open(2);
      for (const column of samples.values) {
        const value = column[s]!;
        if (typeof value === 'number' && value >= 0 && value < 2 ** 31) writer.small(value);
        else writer.varint64(BigInt.asUintN(64, BigInt(value)));
      }
      writer.close(packed);
      for (let l = samples.labelOffset[s]!; l < samples.labelOffset[s + 1]!; l++) this.label(l);
      writer.close(start);
    }
  }

  /** A label that would be read as none is none: an empty text under an index of its own says nothing. */
  private label(l: number): void {
    const { writer } = this;
    const { samples } = this.profile;
    const isText = samples.labelString[l] !== 0;
    const text = isText ? this.index(samples.labelString[l]!) : 0;
    const number = isText ? 0n : samples.labelNumber[l]!;
    const unit = isText ? 0 : this.index(samples.labelUnit[l]!);
    if (text === 0 && number === 0n && unit === 0) return;
    const start = writer.open(3);
    writer.optional(1, this.index(samples.labelKey[l]!));
    writer.optional(2, text);
    writer.integer(3, number);
    writer.optional(4, unit);
    writer.close(start);
  }

  private mappings(): void {
    const { writer } = this;
    for (const mapping of this.profile.mappings) {
      const start = writer.open(FIELD.mapping);
      writer.integer(1, mapping.id);
      writer.integer(2, mapping.start);
      writer.integer(3, mapping.limit);
      writer.integer(4, mapping.offset);
      writer.optional(5, this.text(mapping.file));
      writer.optional(6, this.text(mapping.buildId));
      writer.optional(7, mapping.hasFunctions ? 1 : 0);
      writer.optional(8, mapping.hasFilenames ? 1 : 0);
      writer.optional(9, mapping.hasLineNumbers ? 1 : 0);
      writer.optional(10, mapping.hasInlineFrames ? 1 : 0);
      writer.close(start);
    }
  }

  private locations(): void {
    const { writer } = this;
    const { locations, functions, mappings } = this.profile;
    for (let i = 0; i < locations.count; i++) {
      const start = writer.open(FIELD.location);
      writer.integer(1, locations.id[i]!);
      const mapping = locations.mapping[i]!;
      if (mapping !== NO_MAPPING) writer.integer(2, mappings[mapping]!.id);
      writer.integer(3, locations.address[i]!);
      for (let l = locations.lineOffset[i]!; l < locations.lineOffset[i + 1]!; l++) {
        const line = writer.open(4);
        writer.integer(1, functions.id[locations.lineFunction[l]!]!);
        writer.integer(2, locations.line[l]!);
        writer.integer(3, locations.column[l]!);
        writer.close(line);
      }
      writer.optional(5, locations.isFolded[i]!);
      writer.close(start);
    }
  }

  private functions(): void {
    const { writer } = this;
    const { functions } = this.profile;
    for (let i = 0; i < functions.count; i++) {
      const start = writer.open(FIELD.function);
      writer.integer(1, functions.id[i]!);
      writer.optional(2, this.index(functions.name[i]!));
      writer.optional(3, this.index(functions.systemName[i]!));
      writer.optional(4, this.index(functions.filename[i]!));
      writer.integer(5, functions.startLine[i]!);
      writer.close(start);
    }
  }

  /** The output's number of a string of the profile's table. */
  private index(index: number): number {
    const known = this.numberOfIndex[index]!;
    if (known >= 0) return known;
    const text = this.profile.strings.get(index);
    let number = this.numberOfText.get(text);
    if (number === undefined) {
      number = this.strings.length;
      this.strings.push(this.profile.strings.bytes(index));
      this.numberOfText.set(text, number);
    }
    this.numberOfIndex[index] = number;
    return number;
  }

  private text(text: string): number {
    let number = this.numberOfText.get(text);
    if (number === undefined) {
      number = this.strings.length;
      this.strings.push(encodeUtf8(text));
      this.numberOfText.set(text, number);
    }
    return number;
  }
}

/** Ids as numbers where all of them are small: most profiles count from 1. */
function smallIds(ids: BigUint64Array): Float64Array | undefined {
  const small = new Float64Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    if (ids[i]! >= 2n ** 31n) return undefined;
    small[i] = Number(ids[i]);
  }
  return small;
}
