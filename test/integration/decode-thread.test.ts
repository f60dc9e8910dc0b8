import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openDecodeThread } from '../../src/adapters/decode-thread.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { unpackProfile } from '../../src/profile/packed-profile.ts';
import { profileContent } from '../support/profile-content.ts';

const FOLDER = new URL('../../fixtures/profiles/go/1.26/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.pb.gz'));

describe('the thread that decodes', () => {
  const thread = openDecodeThread();
  afterAll(() => thread.close());

  it('gives what decoding here gives, column by column, several asked for at once', async () => {
    const all = files.map((name) => readFileSync(new URL(name, FOLDER)));
    const decoded = await Promise.all(all.map((bytes) => thread.decode(bytes, undefined)));
    expect(all.length).toBeGreaterThan(5);
    for (const [i, packed] of decoded.entries()) {
      const here = decodePprof(all[i]!);
      const there = unpackProfile(packed);
      expect({ ...there, strings: undefined }).toEqual({ ...here, strings: undefined });
      expect(profileContent(there)).toEqual(profileContent(here));
      expect(encodePprof(there)).toEqual(encodePprof(here));
    }
  });

  it('rejects what is no profile, and what the limits forbid, and goes on', async () => {
    const bytes = readFileSync(new URL(files[0]!, FOLDER));
    await expect(thread.decode(Buffer.from('hello'), undefined)).rejects.toThrow();
    await expect(thread.decode(bytes, { samples: 1 })).rejects.toThrow();
    expect((await thread.decode(bytes, {})).samples.count).toBeGreaterThan(1);
  });

  it('rejects what is asked for when it has ended', async () => {
    const other = openDecodeThread();
    const asked = other.decode(readFileSync(new URL(files[0]!, FOLDER)), undefined);
    const outcome = asked.then(
      () => 'decoded',
      () => 'rejected',
    );
    other.close();
    expect(['decoded', 'rejected']).toContain(await outcome);
    await expect(other.decode(new Uint8Array(1), undefined)).rejects.toThrow();
  });
});
