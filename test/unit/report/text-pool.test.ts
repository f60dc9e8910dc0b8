import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextPool } from '../../../src/report/text-pool.ts';

const text = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('', 'ä', 'x'.repeat(200_000)));
const step = fc.oneof(
  fc.record({ kind: fc.constant('keep' as const), text }),
  fc.record({ kind: fc.constant('kept' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('add' as const), text }),
  fc.record({ kind: fc.constant('bytes' as const), text }),
  fc.record({ kind: fc.constant('take' as const) }),
);

describe('TextPool', () => {
  it('gives out what was added, in order, whatever is kept in between', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pool = new TextPool();
        const numbers: number[] = [];
        const texts: string[] = [];
        const taken: Buffer[] = [];
        let expected = '';
        for (const each of steps) {
          if (each.kind === 'keep') {
            numbers.push(pool.keep(each.text));
            texts.push(each.text);
          } else if (each.kind === 'kept') {
            if (numbers.length === 0) continue;
            const which = each.which % numbers.length;
            pool.addKept(numbers[which]!);
            expected += texts[which]!;
          } else if (each.kind === 'add') {
            pool.add(each.text);
            expected += each.text;
          } else if (each.kind === 'bytes') {
            const bytes = Buffer.from(`<${each.text}>`);
            pool.addBytes(bytes, 1, bytes.length - 1);
            expected += each.text;
          } else taken.push(Buffer.from(pool.take()));
        }
        taken.push(Buffer.from(pool.take()));
        expect(Buffer.concat(taken).equals(Buffer.from(expected))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('says when there is no room for more texts, and goes on without', () => {
    const pool = new TextPool();
    const large = 'x'.repeat(1 << 25);
    expect([pool.keep(large), pool.keep(large), pool.keep('y')]).toEqual([0, 1, -1]);
    pool.add('y');
    expect(Buffer.from(pool.take()).toString()).toBe('y');
  });
});
