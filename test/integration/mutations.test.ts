import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ProfError } from '../../src/kit/errors.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { MUTANT_BASES } from '../support/mutant-bases.ts';
import { applyEdit, drawEdit, randomFrom } from '../support/mutate.ts';

const RECORDED = ['cpu.pb.gz', 'heap.pb.gz', 'goroutine.pb.gz'];
const fixture = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/profiles/go/1.26/${name}`, import.meta.url)));

interface Base {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How often it is damaged: 100,000 times in all. */
  readonly times: number;
  /** Nearly no damage to a compressed file passes its checksum. */
  readonly isChecked?: true;
}

const BASES: readonly Base[] = [
  ...Object.entries(MUTANT_BASES).map(([name, bytes]) => ({ name, bytes, times: 22_000 })),
  ...RECORDED.map((name) => ({ name, bytes: gunzipSync(fixture(name)), times: 3_000 })),
  ...RECORDED.map((name) => ({
    name: `${name}, compressed`,
    bytes: fixture(name),
    times: 1_000,
    isChecked: true as const,
  })),
];

describe('a damaged profile is a value or a clean error, of bounded size', () => {
  it('100,000 of them', () => {
    expect(BASES.reduce((sum, { times }) => sum + times, 0)).toBe(100_000);
  });

  it.each(BASES)('$name, $times times', ({ bytes, times, isChecked }) => {
    const random = randomFrom(bytes.length);
    let accepted = 0;
    for (let i = 0; i < times; i++) {
      let damaged = bytes;
      for (let n = 1 + Math.floor(random() * 3); n > 0 && damaged.length > 0; n--) {
        damaged = applyEdit(damaged, drawEdit(damaged, random));
      }
      const profile = decodeOrRefuse(damaged);
      if (profile === undefined) continue;
      accepted++;
      // A value is whole: all of it can be read, and it survives being written.
      expectBounded(profile, damaged.length);
      const written = encodePprof(withoutEmptyLabels(profile));
      if (!Buffer.from(encodePprof(decodePprof(written))).equals(written)) {
        throw new Error(`not the same after writing: ${Buffer.from(damaged).toString('base64')}`);
      }
    }
    if (!isChecked) expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(times);
  });
});

function decodeOrRefuse(bytes: Uint8Array): Profile | undefined {
  try {
    return decodePprof(bytes);
  } catch (error) {
    if (error instanceof ProfError && error.code === 'BAD_PROFILE') return undefined;
    throw new Error(`broke on ${Buffer.from(bytes).toString('base64')}`, { cause: error });
  }
}

/** A label with an empty text is written, as the reference does, and then read as none. */
function withoutEmptyLabels(profile: Profile): Profile {
  const { samples, strings } = profile;
  const isEmpty = (l: number) => samples.labelString[l] !== 0 && strings.get(samples.labelString[l]!) === '';
  return samples.labelString.some((_, l) => isEmpty(l)) ? decodePprof(encodePprof(profile)) : profile;
}

/** No table of a profile is larger than its bytes could say; compressed ones expand by at most a thousand. */
function expectBounded({ samples, locations, functions, strings }: Profile, size: number): void {
  const rows = [
    samples.count,
    samples.stack.length,
    samples.labelKey.length,
    locations.count,
    locations.lineFunction.length,
    functions.count,
    strings.count,
  ];
  const most = Math.max(...rows);
  if (most > size * 1000) throw new Error(`${most} rows out of ${size} bytes`);
}
