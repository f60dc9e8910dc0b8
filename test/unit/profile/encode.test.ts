import fc from 'fast-check';
import { Profile as SecondOpinion } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { encodePprof } from '../../../src/profile/encode.ts';
import { gzip } from '../../../src/profile/gzip.ts';
import { encodeUtf8 } from '../../../src/profile/utf8.ts';
import { anyProfile } from '../../support/arbitrary-profile.ts';
import { profileContent } from '../../support/profile-content.ts';

describe('encodePprof', () => {
  it('writes what decodePprof reads back, whole', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const again = decodePprof(encodePprof(profile));
        expect(profileContent(again)).toEqual(asWritten(profileContent(profile)));
        expect(again.locations).toEqual(profile.locations);
        expect(again.functions.id).toEqual(profile.functions.id);
      }),
    );
  });

  it('writes the same bytes for the same profile, gzip or not', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        // Reading leaves out labels that say nothing.
        const bytes = encodePprof(decodePprof(encodePprof(profile)));
        expect(encodePprof(decodePprof(bytes))).toEqual(bytes);
        expect(encodePprof(decodePprof(gzip(bytes)))).toEqual(bytes);
      }),
    );
  });

  it('writes what another decoder reads alike', () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const other = SecondOpinion.decode(encodePprof(profile));
        const theirText = (index: number | bigint) => other.stringTable.strings[Number(index)]!;
        const text = (index: number) => asUtf8(profile.strings.get(index));
        const { samples, locations, functions } = profile;
        expect(other.sample.map(({ value }) => value.map(int64))).toEqual(
          Array.from({ length: samples.count }, (_, s) => samples.values.map((column) => BigInt(column[s]!))),
        );
        expect(other.sample.flatMap(({ locationId }) => locationId.map(BigInt))).toEqual(
          Array.from(samples.stack, (location) => locations.id[location]),
        );
        expect(
          other.sample.flatMap(({ label }) =>
            label.map(({ key, str, num, numUnit }) => [
              theirText(key),
              theirText(str),
              int64(num),
              theirText(numUnit),
            ]),
          ),
        ).toEqual(
          asWritten(profileContent(profile)).samples.flatMap(({ labels }) =>
            labels.map(({ key, text: value, number, unit }) => [
              asUtf8(key),
              asUtf8(value),
              number,
              asUtf8(unit),
            ]),
          ),
        );
        expect(other.location.map(({ address }) => BigInt(address))).toEqual([...locations.address]);
        expect(other.location.flatMap(({ line }) => line.map((each) => int64(each.line)))).toEqual([
          ...locations.line,
        ]);
        expect(other.function.map((each) => theirText(each.name))).toEqual(Array.from(functions.name, text));
        expect(other.comment.map(theirText)).toEqual(profile.comments.map(asUtf8));
        expect(int64(other.timeNanos)).toBe(profile.timeNanos);
      }),
    );
  });

  it('packs three numbers and more, and says what the default type is also where there is none', () => {
    const builder = new ProfileBuilder({ sampleTypes: [], comments: ['a', 'b'] });
    // Field 13 twice as a varint, field 14 as 0.
    expect(Buffer.from(encodePprof(builder.build())).toString('hex')).toMatch(/680168027000$/);
    const three = new ProfileBuilder({ sampleTypes: [], comments: ['a', 'b', 'c'] });
    expect(Buffer.from(encodePprof(three.build())).toString('hex')).toMatch(/6a030102037000$/);
  });

  it("writes negative numbers as ten bytes of their two's complement", () => {
    const edges = [7, 14, 21, 28, 31, 32, 35, 42, 49, 53].flatMap((bits) => [
      2 ** bits - 2,
      2 ** bits - 1,
      2 ** bits,
    ]);
    for (const size of [1, 2, ...edges.filter((edge) => edge <= Number.MAX_SAFE_INTEGER)]) {
      const builder = new ProfileBuilder({ sampleTypes: [{ type: 'a', unit: 'b' }] });
      builder.addSample([], [-size]);
      const profile = builder.build();
      expect(profile.samples.values[0]).toBeInstanceOf(Float64Array);
      const bytes: number[] = [];
      for (let rest = BigInt.asUintN(64, BigInt(-size)); rest > 0n; rest >>= 7n) {
        bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
      }
      // Message Sample of 11 bytes, in it field 2 as a varint.
      const sample = [0x12, 11, 0x10, ...bytes];
      expect(Buffer.from(encodePprof(profile)).includes(Buffer.from(sample))).toBe(true);
    }
  });

  it('keeps bytes of names that are not UTF-8', () => {
    const builder = new ProfileBuilder({
      sampleTypes: [{ type: 'n', unit: 'count' }],
      comments: ['\udcff\udc80x'],
    });
    const bytes = encodePprof(builder.build());
    expect(Buffer.from(bytes).includes(Buffer.from([0xff, 0x80, 0x78]))).toBe(true);
    expect(decodePprof(bytes).comments).toEqual(['\udcff\udc80x']);
  });
});

/** Labels as the reference writes them, texts before numbers, each by key; and no period type that says nothing. */
function asWritten(content: ReturnType<typeof profileContent>) {
  const samples = content.samples.map((sample) => ({
    ...sample,
    labels: sample.labels.toSorted(
      (a, b) =>
        Number(a.text === '') - Number(b.text === '') || Buffer.compare(encodeUtf8(a.key), encodeUtf8(b.key)),
    ),
  }));
  const { periodType } = content.header;
  const saysNothing = periodType?.type === '' && periodType.unit === '';
  const header = { ...content.header, periodType: saysNothing ? undefined : periodType };
  return { ...content, header, samples };
}

const int64 = (value: number | bigint): bigint => BigInt.asIntN(64, BigInt(value));

/** A text as it reads after a strict decoder: lone surrogates do not survive. */
const asUtf8 = (text: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(encodeUtf8(text));
