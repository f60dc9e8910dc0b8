import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { HeldInput } from '../../../../src/adapters/terminal/held-input.ts';

/** A terminal's keys, and what is let through of them. */
function held() {
  const keys = new PassThrough();
  const modes: boolean[] = [];
  const terminal = Object.assign(keys, { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  const input = new HeldInput(terminal as unknown as ReadStream);
  const parts: string[] = [];
  input.on('data', (part: Buffer) => parts.push(part.toString()));
  return { keys, input, parts, modes };
}

/** Until everything that was begun is done. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('HeldInput', () => {
  it('keeps what comes until it is wanted', async () => {
    const { keys, input, parts } = held();
    keys.write('to');
    await settled();
    expect(parts).toEqual([]);
    input.release();
    keys.write('p');
    await settled();
    expect(parts.join('')).toBe('top');
  });

  it('gives a line at a time to who holds it after each', async () => {
    const { keys, input, parts } = held();
    input.on('data', (part: Buffer) => {
      if (/[\r\n]$/.test(part.toString())) input.hold();
    });
    keys.write('one\rtwo\r\nthree\n\nrest');
    const perRelease: string[] = [];
    for (let line = 0; line < 5; line++) {
      const before = parts.length;
      input.release();
      await settled();
      perRelease.push(parts.slice(before).join(''));
    }
    expect(perRelease).toEqual(['one\r', 'two\r\n', 'three\n', '\n', 'rest']);
  });

  it('goes on by itself where nobody takes the end of a line for one', async () => {
    const { keys, input, parts } = held();
    input.release();
    keys.write('\x1b\rmore\tand\r');
    await settled();
    expect(parts).toEqual(['\x1b\r', 'more\t', 'and\r']);
  });

  it('passes on the mode and the end, and lets go', async () => {
    const { keys, input, modes } = held();
    input.setRawMode(true).setRawMode(false);
    expect(modes).toEqual([true, false]);
    const ended = new Promise((resolve) => input.on('end', resolve));
    input.release();
    keys.end();
    await ended;
    input.detach();
    expect([keys.listenerCount('data'), keys.listenerCount('end')]).toEqual([0, 0]);
  });
});
