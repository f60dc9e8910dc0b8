import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WordSequences } from '../../../src/profile/word-sequences.ts';

const add = (sequences: WordSequences, words: readonly number[]): number => {
  const start = sequences.open(words.length);
  sequences.words.set(words, start);
  return sequences.close(start + words.length);
};

describe('WordSequences', () => {
  it('numbers sequences as a map from their texts would', () => {
    const word = fc.oneof(fc.nat(2), fc.constant(0xffff_ffff));
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 5 }), { maxLength: 3000, size: 'max' }), (lists) => {
        const sequences = new WordSequences();
        const numbers = new Map<string, number>();
        for (const list of lists) {
          const key = list.join();
          if (!numbers.has(key)) numbers.set(key, numbers.size);
          expect(add(sequences, list)).toBe(numbers.get(key));
        }
        expect(sequences.count).toBe(numbers.size);
        for (const [key, number] of numbers) {
          const words = sequences.words.subarray(sequences.start(number), sequences.end(number));
          expect(words.join()).toBe(key);
        }
      }),
      { numRuns: 40 },
    );
  });
});
