import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile, type FormatId } from '../../../src/formats/registry.ts';
import { ProfError } from '../../../src/kit/errors.ts';

const fixture = (path: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url));

const SEEDS: readonly [FormatId, Buffer][] = [
  ['collapsed', fixture('py-spy/0.4.3/cpu.raw.txt')],
  ['collapsed', fixture('austin/3.7.0/memory.austin')],
  ['speedscope', fixture('py-spy/0.4.3/threads.speedscope.json')],
  [
    'speedscope',
    Buffer.from(
      '{"shared":{"frames":[{"name":"a"},{"name":"b"}]},"profiles":[{"type":"evented","unit":"none","events":[' +
        '{"type":"O","frame":0,"at":1},{"type":"O","frame":1,"at":2},{"type":"C","frame":1,"at":3},' +
        '{"type":"C","frame":0,"at":4}]}]}',
    ),
  ],
  ['perf-script', fixture('linux-perf/by-hand/inlined.perf.txt')],
  ['perf-script', fixture('linux-perf/6.1/srcline.perf.txt')],
];

async function outcome(bytes: Uint8Array, format: FormatId): Promise<unknown> {
  try {
    return await decodeProfile(bytes, { format, limits: { decodedBytes: 2 ** 24 } });
  } catch (error) {
    return error;
  }
}

describe('damaged files', () => {
  it.each(SEEDS)('give a profile or a clean error, whatever is changed: %s', async (format, seed) => {
    const place = fc.nat(seed.length - 1);
    const change = fc.oneof(
      fc.tuple(fc.constant('cut'), place, fc.constant('')),
      fc.tuple(fc.constant('put'), place, fc.string({ unit: 'binary', maxLength: 4 })),
      fc.tuple(
        fc.constant('over'),
        place,
        fc.constantFrom(';', ' ', '\n', '\t', '(', ')', '0', '-', '"', ']', '\0', ':'),
      ),
      fc.tuple(fc.constant('twice'), place, fc.constant('')),
    );
    const apply = (bytes: Buffer, [kind, at, text]: readonly [string, number, string]): Buffer => {
      if (kind === 'cut') return bytes.subarray(0, at);
      if (kind === 'twice') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2))]);
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(text),
        bytes.subarray(kind === 'put' ? at : at + 1),
      ]);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const result = await outcome(changes.reduce(apply, seed), format);
        if (result instanceof ProfError) expect(result.code).toMatch(/^(?:BAD_PROFILE|LIMIT)$/);
        else expect(result).toMatchObject({ samples: { count: expect.any(Number) } });
      }),
      { numRuns: 400 },
    );
  });
});

const fill = (text: string, chars: number) => text.repeat(Math.ceil(chars / text.length));

describe('lines that invite to be tried again and again', () => {
  // Each takes minutes where a part of a line is matched from all of its characters.
  it.each<[string, FormatId, string]>([
    ['spaces', 'collapsed', `${fill(' ', 1e6)}x\n`],
    ['numbers', 'collapsed', `${fill('1 ', 1e6)}x\n`],
    ['digits', 'collapsed', `a ${fill('1', 1e6)}x\n`],
    ['semicolons', 'collapsed', `${fill(';', 1e6)} 1\n`],
    ['short lines', 'collapsed', fill('a 1\n', 1e6)],
    ['empty lines', 'collapsed', fill('\n', 1e6)],
    ['spaces', 'perf-script', `sh ${fill(' ', 1e6)}x\n`],
    ['numbers', 'perf-script', `sh ${fill('1 ', 1e6)}\n`],
    ['commands', 'perf-script', `${fill('sh 1 ', 1e6)}1.0: c:\n`],
    ['almost times', 'perf-script', `${fill('1.0 ', 1e6)}\n`],
    ['parentheses', 'perf-script', `a 1 1.0: c: \n\t 10 ${fill('(', 5e5)}${fill(')', 5e5)}\n`],
    ['closing parentheses', 'perf-script', `a 1 1.0: c: \n${fill(`\t 10 ${fill(')', 1000)}\n`, 1e6)}`],
    ['side bands', 'perf-script', fill('a 1 1.0: PERF_RECORD_X\n', 1e6)],
    ['lines of sources', 'perf-script', `\t 10 f (x)\n${fill('  a.c:3\n', 1e6)}`],
    ['open brackets', 'speedscope', `{"shared":{"frames":${fill('[', 1e6)}`],
    ['strings', 'speedscope', `{"shared":${fill('"a",', 1e6)}`],
  ])('are read once: %s in %s', async (_what, format, text) => {
    const bytes = new TextEncoder().encode(text);
    const result = await outcome(bytes, format);
    if (result instanceof Error) expect(result).toBeInstanceOf(ProfError);
    else expect(result).toMatchObject({ samples: { count: expect.any(Number) } });
  });

  it('stands for no more memory than the limits allow: a small file of a large tree', async () => {
    const frames = 3000;
    const events = Array.from({ length: frames }, (_, i) => `{"type":"O","frame":0,"at":${i}}`);
    events.push(...Array.from({ length: frames }, (_, i) => `{"type":"C","frame":0,"at":${frames + i}}`));
    const text = `{"shared":{"frames":[{"name":"a"}]},"profiles":[{"type":"evented","unit":"none","events":[${events}]}]}`;
    const result = await outcome(new TextEncoder().encode(text), 'speedscope');
    expect(result).toMatchObject({ code: 'LIMIT', details: { limit: 'decodedBytes' } });
  });
});
