import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { holdsGoroutines } from '../../../src/formats/go-goroutines/find-goroutines.ts';
import {
  parseGoroutineFacts,
  parseGoroutineHeader,
} from '../../../src/formats/go-goroutines/goroutine-header.ts';
import { decodeProfile, sniffFormat } from '../../../src/formats/registry.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import type { DecodeLimits } from '../../../src/profile/limits.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { applyEdit, drawEdit } from '../../support/mutate.ts';
import { sampleContents } from '../../support/profile-content.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/go-waiters/${name}`, import.meta.url));

const shown = (profile: Profile) =>
  sampleContents(profile).map(({ values, stack, labels }) => ({
    count: Number(values[0]),
    stack: stack.map(({ lines }) =>
      lines.map(({ name, filename, line }) => `${name}@${filename}:${line}`).join(' in '),
    ),
    labels: Object.fromEntries(
      labels.map(({ key, text, number, unit }) => [
        key.replace('goroutine::', ''),
        text || `${number} ${unit}`.trim(),
      ]),
    ),
  }));
const read = async (text: string, limits: Partial<DecodeLimits> = {}) =>
  shown(await decodeProfile(bytes(text), { limits }));

const CRASH = `2026/11/25 03:28:51 listening goroutine 5 [no]
panic: boom [recovered]
	panic: again

goroutine 1 gp=0xc000002380 m=0 mp=0x5a1b20 [running]:
panic({0x45a0c0?, 0x1?})
	/go/src/runtime/panic.go:879 +0x16f fp=0xc00 sp=0xc01 pc=0x48972f
main.(*T[...]).Run(0xc000010000, {0x1, 0x2}, ...)
	/src/a b:c/main.go:12 +0x1d
main.main()
	/src/main.go:9 +0x10

goroutine 18 [chan receive, 7 minutes, locked to thread]:
main.inner(...)
	/src/w.go:3
main.outer(...)
	/src/w.go:4
main.worker(0x1)
	/src/w.go:5 +0x2
...additional frames elided...
created by main.start in goroutine 1
	/src/w.go:30 +0x20

goroutine 19 [chan receive, 7 minutes, locked to thread]:
main.inner(...)
	/src/w.go:3
main.outer(...)
	/src/w.go:4
main.worker(0x2)
	/src/w.go:5 +0x2
...additional frames elided...
created by main.start in goroutine 1
	/src/w.go:30 +0x20
[originating from goroutine 1]:
main.notOnTheStack(...)
	/src/w.go:99 +0x1

goroutine 20 [running]:
	goroutine running on other thread; stack unavailable
created by main.start
	/src/w.go:31 +0x20

goroutine 0 gp=0x5a1b20 m=2 mp=0x1 [idle]:
runtime.futex()
	/go/src/runtime/sys.s:1 +0x1

rax    0xca
rip    0x493081
exit status 2
`;

const WORKER = [
  'main.inner@/src/w.go:3 in main.outer@/src/w.go:4 in main.worker@/src/w.go:5',
  '[frames elided]@:0',
];

const EXPECTED = [
  {
    count: 1,
    stack: [
      'runtime.gopanic@/go/src/runtime/panic.go:879',
      'main.(*T[...]).Run@/src/a b:c/main.go:12',
      'main.main@/src/main.go:9',
    ],
    labels: { state: 'running' },
  },
  {
    count: 2,
    stack: WORKER,
    labels: { state: 'chan receive', wait: '7 minutes', created_by: 'main.start', thread: 'locked' },
  },
  { count: 1, stack: ['[stack unavailable]@:0'], labels: { state: 'running', created_by: 'main.start' } },
];

describe('a dump of goroutines', () => {
  it('is counted by stack, state and creator; threads are none', async () => {
    const profile = await decodeProfile(bytes(CRASH));
    expect(profile.sampleTypes).toEqual([{ type: 'goroutine', unit: 'count' }]);
    expect(profile.period).toBe(1n);
    expect(profile.comments).toEqual([]);
    expect(shown(profile)).toEqual(EXPECTED);
  });

  it.each([
    ['gzip', gzipSync(CRASH)],
    ['lines that end in CR LF', bytes(CRASH.replaceAll('\n', '\r\n'))],
    ['an indentation', bytes(CRASH.replaceAll(/^/gm, '    '))],
    ['the times of kubectl', bytes(withTimes(CRASH, (i) => `2026-11-25T03:28:51.${i}${i}Z `))],
    [
      'the prefix of containerd',
      bytes(withTimes(CRASH, (i) => `2026-11-25T03:28:5${i % 10}.${i}Z stderr F `)),
    ],
    [
      'a container’s name, without the blank at the end',
      bytes(withTimes(CRASH, () => 'web-1  | ').replaceAll(/ +$/gm, '')),
    ],
    ['journald’s prefix', bytes(withTimes(CRASH, (i) => `Nov 25 03:28:${i % 60} host app[42]: `))],
    ['a long log before it', bytes(`${'a line about a goroutine 7 of many\n'.repeat(200_000)}${CRASH}`)],
  ])('is the same in %s, whatever its name', async (_, content) => {
    expect(sniffFormat(content)).toBe('go-goroutines');
    expect(sniffFormat(content, 'x.pb.gz')).toBe('go-goroutines');
    expect(shown(await decodeProfile(content))).toEqual(EXPECTED);
  });

  it('leaves out lines that others wrote in between', async () => {
    const text =
      'goroutine 7 [select]:\n2026/11/25 someone (else)\nmain.f()\n\t/m.go:1 +0x1\nnoise\nmain.main()\n\t/m.go:2 +0x1\n';
    expect(await read(text)).toMatchObject([{ stack: ['main.f@/m.go:1', 'main.main@/m.go:2'] }]);
  });

  it('knows code that is not Go', async () => {
    const text =
      'goroutine 7 [syscall]:\nnon-Go function at pc=0x7f4e\nc_sleep\n\t/c/sleep.c:9 pc=0x7f4f\nnon-Go function\n\tpc=0x7f50\nmain.f()\n\t/m.go:1 +0x1\n';
    expect(await read(text)).toMatchObject([
      { stack: ['non-Go function@:0', 'c_sleep@/c/sleep.c:9', 'non-Go function@:0', 'main.f@/m.go:1'] },
    ]);
  });

  const one = (id: number, name: string) => `goroutine ${id} [select]:\nmain.${name}()\n\t/m.go:1 +0x1\n\n`;

  it('takes the last of several dumps, which begins where a goroutine comes again', async () => {
    const profile = await decodeProfile(
      bytes(`${one(1, 'a')}${one(2, 'b')}${one(3, 'b')}later\n${one(1, 'a')}${one(2, 'b')}`),
    );
    expect(shown(profile).map(({ count, stack }) => [count, stack[0]])).toEqual([
      [1, 'main.a@/m.go:1'],
      [1, 'main.b@/m.go:1'],
    ]);
    expect(profile.comments).toEqual(['the last of 2 dumps in this text: others are left out']);
  });

  it('adds up single goroutines of a log, as servers print for each panic', async () => {
    expect(await read(`${one(34, 'a')}${one(51, 'a')}${one(52, 'b')}`)).toMatchObject([
      { count: 2 },
      { count: 1 },
    ]);
  });

  it('takes what a thread prints of its own goroutine in place of what the list of all had', async () => {
    const all = `goroutine 7 [running]:\n\tgoroutine running on other thread; stack unavailable\n\n${one(8, 'b')}`;
    const thread = `\n-----\n\nSIGQUIT: quit\nPC=0x1 m=2 sigcode=0\n\n${one(7, 'a')}`;
    const profile = await decodeProfile(bytes(all + thread));
    expect(profile.comments).toEqual([]);
    expect(shown(profile).map(({ count, stack }) => [count, stack[0]])).toEqual([
      [1, 'main.b@/m.go:1'],
      [1, 'main.a@/m.go:1'],
    ]);
  });

  it('says where the runtime itself stopped', async () => {
    const size = 64 * 2 ** 20;
    const dump = Buffer.alloc(size, `${'x'.repeat(1023)}\n`);
    dump.write(one(1, 'a'));
    expect((await decodeProfile(dump)).comments).toEqual([expect.stringContaining('cut at 64 MiB')]);
    expect((await decodeProfile(dump.subarray(0, size - 1))).comments).toEqual([]);
  });

  it('keeps names byte for byte', async () => {
    const dump = Buffer.concat([
      Buffer.from('goroutine 1 [select]:\nmain.\x1b[2J'),
      Buffer.from([0xff]),
      Buffer.from('ü(0x1)\n\t/ü.go:5 +0x1\ncreated by main.ü in goroutine 1\n\t/m.go:1\n'),
    ]);
    const [sample] = shown(await decodeProfile(dump));
    expect(sample!.stack).toEqual(['main.\x1b[2J\udcffü@/ü.go:5']);
    expect(sample!.labels.created_by).toBe('main.ü');
  });

  it.each([
    ['stackFrames', { stackFrames: 3 }, `goroutine 1 [x]:\n${'f()\n\t/m.go:1\n'.repeat(4)}`],
    ['samples', { samples: 2 }, `${one(1, 'a')}${one(2, 'a')}${one(3, 'a')}`],
    ['tableEntries', { tableEntries: 2 }, `${one(1, 'a')}${one(2, 'b')}${one(3, 'c')}`],
  ])('keeps to the limit of %s', async (limit, limits, text) => {
    await expect(read(text, limits)).rejects.toMatchObject({ code: 'LIMIT', details: { limit } });
  });

  it('takes stacks of 100,000 frames', async () => {
    const [sample] = await read(`goroutine 1 [x]:\n${'main.f(...)\n\t/m.go:1\n'.repeat(100_000)}`);
    expect(sample!.stack.length).toBe(1000);
  });

  it.each([
    'goroutine 1 is fine\n',
    'created by main.main in goroutine 1\n\t/m.go:1 +0x1\n',
    'goroutine 1 [running]:\n',
    'goroutine 1 [running]:\n\nmain.f()\n\t/m.go:1\n',
    'goroutine profile: total 1\n',
  ])('%j is none', (text) => {
    expect(holdsGoroutines(bytes(text))).toBe(false);
  });

  it('is looked for in linear time', () => {
    const started = process.cpuUsage();
    for (const line of [
      'goroutine 1 [',
      'goroutine ',
      'goroutine 1 [x]:\n',
      ']: ',
      'goroutine 1 [x]:\n\t\n',
    ]) {
      holdsGoroutines(bytes(line.repeat(2_000_000 / line.length)));
    }
    // Quadratic would be hours.
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(60);
  });

  it('is read or refused whatever damage there is', async () => {
    const base = bytes(CRASH);
    let seed = 7;
    const random = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) / 2 ** 24;
    };
    let read = 0;
    for (let i = 0; i < 1000; i++) {
      let mutant: Uint8Array = base;
      for (let edits = 0; edits < 4; edits++) mutant = applyEdit(mutant, drawEdit(mutant, random));
      try {
        const profile = await decodeProfile(mutant, { format: 'go-goroutines' });
        const headers = Buffer.from(mutant)
          .toString('latin1')
          .split(/^.*goroutine \d+.*\[/m).length;
        const total = shown(profile).reduce((sum, { count }) => sum + count, 0);
        expect(total).toBeLessThan(headers);
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(ProfError);
      }
    }
    expect(read).toBeGreaterThan(700);
  });
});

function withTimes(text: string, prefix: (line: number) => string): string {
  return text
    .split('\n')
    .map((line, i) => prefix(i) + line)
    .join('\n');
}

describe('the header of a goroutine', () => {
  it.each([
    ['running', { state: 'running' }],
    ['select (no cases), 62 minutes', { state: 'select (no cases)', waitMinutes: 62 }],
    ['chan send (scan), locked to thread', { state: 'chan send', isLocked: true }],
    ['chan receive (durable), synctest bubble 3', { state: 'chan receive (durable)', bubble: 3 }],
    ['chan receive (leaked)', { state: 'chan receive (leaked)' }],
    ['sleep, something new', { state: 'sleep, something new' }],
    [
      'select, 5 minutes labels:{"a]: [b": "c, 7 minutes", "d": "\\u00fc"}',
      {
        state: 'select',
        waitMinutes: 5,
        labels: [
          { key: 'a]: [b', value: 'c, 7 minutes' },
          { key: 'd', value: 'ü' },
        ],
      },
    ],
  ])('[%s]', (facts, expected) => {
    expect(parseGoroutineHeader(`goroutine 7 [${facts}]:`)).toEqual({ id: 7, facts });
    expect(parseGoroutineFacts(facts)).toEqual({
      waitMinutes: 0,
      isLocked: false,
      bubble: 0,
      labels: [],
      ...expected,
    });
  });
});

describe('real dumps', () => {
  const counts = (profile: Profile) => {
    const found = new Map<string, number>();
    for (const { count, stack } of shown(profile)) {
      // The outermost function of the program, by which it counts itself.
      const names = stack
        .join(' in ')
        .split(' in ')
        .map((frame) => frame.replace(/@.*/, ''));
      const starts = names.filter((name) => /^main\.(?!main|serve|start)/.test(name)).at(-1);
      if (starts !== undefined) found.set(starts, (found.get(starts) ?? 0) + count);
    }
    return found;
  };
  const told = (name: string): Record<string, number> => JSON.parse(fixture(name).toString());

  it.each([
    ['1.26/goroutine.debug2.txt', '1.26/counts.json'],
    ['1.26/goroutine-later.debug2.txt', '1.26/counts-later.json'],
    ['1.26/goroutine-waiting.debug2.txt', '1.26/counts.json'],
    ['1.26/labels.debug2.txt', '1.26/counts.json'],
    ['1.26/goroutineleak.debug2.txt', '1.26/counts.json'],
    ['1.21/goroutine.debug2.txt', '1.26/counts.json'],
    ['1.17/goroutine.debug2.txt', '1.26/counts.json'],
    ['1.26/goroutine.sigquit.txt', '1.26/counts-later.json'],
  ])('%s: as many goroutines of each function as the program says', async (name, said) => {
    const found = counts(await decodeProfile(fixture(name)));
    const { 'main.takeFrom': takers, ...others } = told(said);
    // Older versions of Go print the innermost 100 frames, and not the outermost ones.
    if (name.startsWith('1.17')) delete others['main.waitDeep'];
    expect(found.get('main.takeFromQueue')).toBe(takers);
    for (const [name, count] of Object.entries(others))
      expect([name, found.get(name)]).toEqual([name, count]);
  });

  it('say how long goroutines wait, what they are labelled with, and what bubble they are in', async () => {
    const waiting = shown(await decodeProfile(fixture('1.26/goroutine-waiting.debug2.txt')));
    expect(waiting.filter(({ labels }) => labels.wait === '4 minutes').length).toBeGreaterThan(15);
    const labelled = shown(await decodeProfile(fixture('1.26/labels.debug2.txt')));
    expect(labelled.find(({ labels }) => labels.route !== undefined)).toMatchObject({
      count: 3,
      labels: { route: '/check"out"', tenant: 'über\n1', state: 'chan receive' },
    });
    const bubble = shown(await decodeProfile(fixture('1.26/bubble.txt')));
    expect(bubble.filter(({ labels }) => labels.bubble === '1').length).toBeGreaterThan(1);
  });

  it('end in a panic or a deadlock', async () => {
    const panic = shown(await decodeProfile(fixture('1.26/panic.txt')));
    expect(panic.filter(({ labels }) => labels.state === 'running')).toMatchObject([
      { count: 1, stack: [expect.stringMatching(/^main\.main@/)] },
    ]);
    expect(shown(await decodeProfile(fixture('1.26/deadlock.txt'))).map(({ count }) => count)).toEqual([
      1, 3,
    ]);
  });
});
