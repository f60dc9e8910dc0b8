import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { readMutants } from '../../support/mutants.ts';

/** Said of profiles that decode: the reference refuses them when it combines its sources. */
const SAID_LATER = 'profiles have empty common sample type list';

describe('decodePprof takes and refuses damaged profiles as the reference does', () => {
  const mutants = readMutants();

  it('knows some hundred of each', () => {
    expect(mutants.filter(({ raw }) => raw !== undefined).length).toBeGreaterThan(200);
    expect(mutants.filter(({ error }) => error?.startsWith('malformed')).length).toBeGreaterThan(50);
    expect(mutants.filter(({ error }) => error?.startsWith('parsing')).length).toBeGreaterThan(200);
  });

  it('and says of each what the reference says', () => {
    const ours = mutants.map(({ bytes, base, edits }) => ({ base, edits, error: refusalOf(bytes) }));
    const theirs = mutants.map(({ base, edits, error }) => ({
      base,
      edits,
      error: error === SAID_LATER ? undefined : error,
    }));
    expect(ours).toEqual(theirs);
  });

  it('and tells people what is wrong and where', () => {
    const broken = mutants.filter(({ error }) => error?.endsWith('unrecognized profile format'));
    for (const { bytes } of broken) {
      const { details } = refusal(bytes)!;
      expect(details.reason).toEqual(expect.stringMatching(/\w/));
      if (details.offset !== undefined) expect(details.offset).toBeLessThanOrEqual(bytes.length);
    }
  });
});

function refusal(bytes: Uint8Array): ProfError | undefined {
  try {
    decodePprof(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
}

const refusalOf = (bytes: Uint8Array): string | undefined => refusal(bytes)?.message;
