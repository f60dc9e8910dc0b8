import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { stampComments } from '../../../src/capture/stamp-comments.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { DEFAULT_LIMITS } from '../../../src/profile/limits.ts';

const FOLDER = new URL('../../../fixtures/profiles/go/1.26/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.pb.gz'));
const FACTS = new Map([
  ['run', '20240115-120000'],
  ['target', 'http://h:1\nType: forged'],
  ['measured-seconds', '2.001'],
  ['git-commit', 'caf\u00e9'],
]);

describe('stamping a profile', () => {
  it.each(FILES)('%s: the comments are there, and all that was there before', (name) => {
    const original = readFileSync(new URL(name, FOLDER));
    const plain = gunzipSync(original);
    const stamped = stampComments(original, FACTS, DEFAULT_LIMITS);
    const profile = decodePprof(stamped);
    expect(profile.comments).toEqual([
      ...decodePprof(original).comments,
      '# prof/run=20240115-120000',
      '# prof/target=http://h:1 Type: forged',
      '# prof/measured-seconds=2.001',
      '# prof/git-commit=caf\u00e9',
    ]);
    expect(gunzipSync(stamped).subarray(0, plain.length).equals(plain)).toBe(true);
    expect(profile.samples.count).toBe(decodePprof(original).samples.count);
  });

  it('takes a plain profile, and one that was stamped before', () => {
    const plain = gunzipSync(readFileSync(new URL('heap.pb.gz', FOLDER)));
    const once = stampComments(plain, new Map([['a', '1']]), DEFAULT_LIMITS);
    const twice = stampComments(once, new Map([['b', 'x'.repeat(300)]]), DEFAULT_LIMITS);
    expect(decodePprof(twice).comments.slice(-2)).toEqual(['# prof/a=1', `# prof/b=${'x'.repeat(300)}`]);
  });
});
