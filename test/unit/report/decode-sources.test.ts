import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import type { ProfileDecoder } from '../../../src/ports/profile-decoder.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { encodePprof } from '../../../src/profile/encode.ts';
import { packProfile } from '../../../src/profile/packed-profile.ts';
import { type Decoded, decodeSources, type ReadableSource } from '../../../src/report/decode-sources.ts';
import { smallProfile } from '../../support/small-profiles.ts';

/** Profiles that tell their number by their comment; what stands at a number in `bad` instead. */
function numbered(count: number, bad: Readonly<Record<number, ReadableSource['read']>> = {}) {
  const profile = decodePprof(smallProfile());
  return Array.from(
    { length: count },
    (_, i): ReadableSource => ({
      sizeBytes: 1 << 20,
      read: bad[i] ?? (async () => encodePprof({ ...profile, comments: [`number ${i}`] })),
    }),
  );
}

/** What became of each: its comment, or the message. */
async function outcomes(decoded: AsyncGenerator<Decoded>): Promise<string[]> {
  const found: string[] = [];
  for await (const each of decoded) {
    found.push('error' in each ? (each.error as Error).message : each.profile.comments.join());
  }
  return found;
}

/** A thread that is none; `delay` says after how many turns of the event loop a request is answered. */
function fakeDecoder(delay: (request: number) => number) {
  const seen = { requests: 0, closed: 0 };
  const decoder: ProfileDecoder = {
    decode: async (bytes, limits) => {
      const turns = delay(seen.requests++);
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      return packProfile(decodePprof(bytes, { limits }));
    },
    close: () => {
      seen.closed++;
    },
  };
  return { seen, decoder: async () => decoder };
}

const comments = (count: number) => Array.from({ length: count }, (_, i) => `number ${i}`);

describe('decodeSources', () => {
  it.each([0, 1, 3, 40])('gives all in their order, the thread answering after %d turns', async (turns) => {
    const { seen, decoder } = fakeDecoder(() => turns);
    expect(await outcomes(decodeSources(numbered(20), { decoder }))).toEqual(comments(20));
    expect(seen.requests).toBeGreaterThan(0);
    expect(seen.closed).toBe(1);
  });

  it('does most itself where the thread is slow, and little where it is quick', async () => {
    const slow = fakeDecoder((request) => 200 * (request + 1));
    expect(await outcomes(decodeSources(numbered(20), { decoder: slow.decoder }))).toEqual(comments(20));
    const quick = fakeDecoder(() => 0);
    await outcomes(decodeSources(numbered(20), { decoder: quick.decoder }));
    expect(slow.seen.requests).toBeLessThan(quick.seen.requests);
  });

  it('starts no thread for little', async () => {
    const sources = numbered(4);
    const decoder = () => Promise.reject(new Error('not wanted'));
    expect(await outcomes(decodeSources(sources, { decoder }))).toEqual(comments(4));
    const large = { ...sources[0]!, sizeBytes: 1 << 30 };
    expect(await outcomes(decodeSources([large, sources[1]!], { decoder }))).toEqual(comments(2));
  });

  it.each([
    ['on one thread', undefined],
    ['on two', fakeDecoder(() => 1).decoder],
  ])('says in its place what went wrong, %s', async (_where, decoder) => {
    const missing = () => Promise.reject(new ProfError('NOT_FOUND', 'not there'));
    const noProfile = async () => Buffer.from('hello');
    const sources = numbered(12, { 0: missing, 1: noProfile, 5: missing, 10: noProfile, 11: missing });
    const expected = comments(12).map((text, i) =>
      [0, 5, 11].includes(i)
        ? 'not there'
        : [1, 10].includes(i)
          ? 'parsing profile: unrecognized profile format'
          : text,
    );
    const deps = decoder === undefined ? {} : { decoder };
    expect(await outcomes(decodeSources(sources, deps))).toEqual(expected);
  });

  it('reads here what the thread cannot', async () => {
    const decoder = async (): Promise<ProfileDecoder> => ({
      decode: () => Promise.reject(new Error('the thread has ended')),
      close: () => {},
    });
    expect(await outcomes(decodeSources(numbered(9), { decoder }))).toEqual(comments(9));
  });

  it('ends the thread when nobody wants more', async () => {
    const { seen, decoder } = fakeDecoder(() => 0);
    for await (const _ of decodeSources(numbered(9), { decoder })) break;
    expect(seen.closed).toBe(1);
  });
});
