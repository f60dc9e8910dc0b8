/** Columns into pprof's proto format (https://github.com/google/pprof/blob/main/proto/profile.proto). */
import { Buffer } from 'node:buffer';
import { FIELD } from './decode-header.ts';
import { isPacked, SampleEncoder } from './encode-samples.ts';
import { MergedStrings } from './merge-strings.ts';
import { NO_MAPPING, type Profile, type ValueType } from './profile.ts';
import { ProtoWriter } from './proto-writer.ts';

/**
 * A profile as plain proto (compress it with `gzip`), byte for byte as the reference encodes it: fields in the order
 * of their numbers, labels by key with texts before numbers, strings in the order of their first use, ids as they are.
 */
export const encodePprof = (profile: Profile): Uint8Array => Buffer.concat([...encodePieces(profile)]);

/** The same bytes in pieces. */
export const encodePieces = (profile: Profile): Generator<Uint8Array> => new ProfileEncoder(profile).pieces();

class ProfileEncoder {
  private readonly profile: Profile;
  private readonly writer = new ProtoWriter();
  private readonly strings = new MergedStrings();

  constructor(profile: Profile) {
    this.profile = profile;
    this.strings.begin(profile.strings);
  }

  *pieces(): Generator<Uint8Array> {
    const { profile, writer } = this;
    for (const type of profile.sampleTypes) this.valueType(FIELD.sampleType, type);
    yield writer.take();
    yield* new SampleEncoder(profile, this.index).pieces();
    this.mappings();
    this.locations();
    this.functions();
    const { periodType = { type: '', unit: '' } } = profile;
    const drop = this.text(profile.dropFrames);
    const keep = this.text(profile.keepFrames);
    const period = [this.text(periodType.type), this.text(periodType.unit)];
    const comments = profile.comments.map((comment) => this.text(comment));
    const defaultType = this.text(profile.defaultSampleType);
    const docUrl = this.text(profile.docUrl);
    const { buffer, offset } = this.strings.finish().packed();
    for (let i = 0; i + 1 < offset.length; i++) {
      writer.bytes(FIELD.string, buffer.subarray(offset[i]!, offset[i + 1]!));
    }
    writer.optional(FIELD.dropFrames, drop);
    writer.optional(FIELD.keepFrames, keep);
    writer.integer(FIELD.timeNanos, profile.timeNanos);
    writer.integer(FIELD.durationNanos, profile.durationNanos);
    if (period.some((index) => index !== 0)) this.indices(FIELD.periodType, period);
    writer.integer(FIELD.period, profile.period);
    this.comments(comments);
    // The reference writes this one also where it says nothing.
    writer.tag(FIELD.defaultSampleType, 0);
    writer.small(defaultType);
    writer.optional(FIELD.docUrl, docUrl);
    yield writer.take();
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

  private comments(texts: readonly number[]): void {
    const { writer } = this;
    if (isPacked(texts.length)) {
      const start = writer.open(FIELD.comment);
      for (const text of texts) writer.small(text);
      writer.close(start);
      return;
    }
    for (const text of texts) {
      writer.tag(FIELD.comment, 0);
      writer.small(text);
    }
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
  private readonly index = (index: number): number => this.strings.number(index);

  private text(text: string): number {
    return this.strings.numberOfText(text);
  }
}
