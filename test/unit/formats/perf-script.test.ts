import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodePerfScript } from '../../../src/formats/perf-script/decode-perf-script.ts';
import { decodeProfile, sniffFormat } from '../../../src/formats/registry.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../../../src/profile/limits.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { encodeUtf8 } from '../../../src/profile/utf8.ts';
import { sampleContents } from '../../support/profile-content.ts';

const read = (text: string, limits: Partial<DecodeLimits> = {}): Profile =>
  decodePerfScript(encodeUtf8(text), { ...DEFAULT_LIMITS, ...limits });
const fixture = (path: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url), 'utf8');
const types = ({ sampleTypes }: Profile) => sampleTypes.map(({ type, unit }) => `${type}/${unit}`);

/** Each sample: values, then frames from the leaf as `symbol (file)`, inlined ones with `<`, then labels. */
const shown = (profile: Profile) =>
  sampleContents(profile).map(({ values, stack, labels }) => ({
    values: values.map(Number),
    stack: stack.map(
      ({ lines, mapping }) => `${lines.map(({ name }) => name).join('<')} (${mapping?.file ?? ''})`,
    ),
    labels: Object.fromEntries(labels.map(({ key, text, number }) => [key, text || Number(number)])),
  }));

describe('perf script', () => {
  it('prints events with their stacks', () => {
    const profile = read(
      'sh 18330   749.782766:     250000 cpu-clock: \n' +
        '\t           1462a handle_amd+0xa (/usr/lib/ld.so)\n' +
        '\t               0 [unknown] ([unknown])\n\n' +
        'V8 Worker 7/18331 [001] 750.282766:     500000 cpu-clock: \n' +
        '\tffffffff8158e3e1 next_uptodate_folio+0xc1 ([kernel.kallsyms])\n\n',
    );
    expect(types(profile)).toEqual(['samples/count', 'cpu-clock/nanoseconds']);
    expect(profile).toMatchObject({
      defaultSampleType: 'cpu-clock',
      period: 250_000n,
      periodType: { type: 'cpu', unit: 'nanoseconds' },
      durationNanos: 500_000_000n,
    });
    expect(shown(profile)).toEqual([
      {
        values: [1, 250_000],
        stack: ['handle_amd (/usr/lib/ld.so)', ' ()'],
        labels: { comm: 'sh', tid: 18330 },
      },
      {
        values: [1, 500_000],
        stack: ['next_uptodate_folio ([kernel.kallsyms])'],
        labels: { comm: 'V8 Worker', pid: 7, tid: 18331 },
      },
    ]);
    expect(sampleContents(profile)[1]!.stack[0]!.address).toBe(0xffffffff8158e3e1n);
  });

  it('prints inlined functions above the one that they are in', () => {
    const profile = read(fixture('linux-perf/by-hand/inlined.perf.txt'));
    const [first, second] = shown(profile);
    expect(first).toEqual({
      values: [1, 250_000],
      stack: [
        'parse_digit<parse_number<parse_order (/opt/shop (v2)/bin/shop)',
        'main (/opt/shop (v2)/bin/shop)',
        ' (/usr/lib/libc.so.6 (deleted))',
      ],
      labels: { comm: 'shop', pid: 4242, tid: 4243 },
    });
    expect(second).toMatchObject({
      values: [1, 500_000],
      stack: [
        'nf_conntrack_in ([nf_conntrack])',
        'Lcom/shop/Cart;::total (/tmp/perf-4242.map)',
        'std::vector<int, std::allocator<int> >::push_back(int const&) (/opt/shop (v2)/bin/shop)',
        ' ()',
      ],
      labels: { comm: 'Web Worker 4', pid: 4242, tid: 4244 },
    });
  });

  it('prints lines of sources', () => {
    const [first] = sampleContents(read(fixture('linux-perf/6.1/srcline.perf.txt')));
    const places = first!.stack.map(
      ({ lines: [line] }) => line && `${line.name} ${line.filename}:${line.line}`,
    );
    expect(places).toEqual(['work spin.c:3', 'main spin.c:7', '__libc_start_call_main libc-start.c:74']);
    const inlined = read('\t  10 in\n  a.c:3 (inlined)\n\t  10 out (/x)\n  a.c:9\n\t  20 main (/x)\n  :0\n');
    expect(sampleContents(inlined)[0]!.stack.map(({ lines }) => lines.map(({ line }) => line))).toEqual([
      [3n, 9n],
      [0n],
    ]);
  });

  it('prints the frame on the line of the event without call graphs', () => {
    const text = fixture('linux-perf/6.1/flat.perf.txt');
    const samples = shown(read(text));
    expect(samples.length).toBe(text.trimEnd().split('\n').length);
    expect(samples.every(({ stack }) => stack.length === 1)).toBe(true);
    const [line] = text.split('\n');
    const [, symbol, file] = /: +[0-9a-f]+ (\S+?)(?:\+0x[0-9a-f]+)? \((.*)\)$/.exec(line!)!;
    expect(samples[0]!.stack).toEqual([`${symbol === '[unknown]' ? '' : symbol} (${file})`]);
  });

  it('prints the fields that it is told to', () => {
    const whole = shown(read(fixture('linux-perf/6.1/callgraph.perf.txt')));
    const symbols = (samples: typeof whole) =>
      samples.map(({ stack }) => stack.map((frame) => frame.slice(0, frame.lastIndexOf(' ('))));
    const some = read(fixture('linux-perf/6.1/comm-tid-ip-sym.perf.txt'));
    expect(types(some)).toEqual(['samples/count']);
    expect(symbols(shown(some))).toEqual(symbols(whole));
    expect(shown(some).map(({ labels }) => labels)).toEqual(whole.map(({ labels }) => labels));
    const least = read(fixture('linux-perf/6.1/ip-sym.perf.txt'));
    expect(symbols(shown(least))).toEqual(symbols(whole));
    expect(shown(least)[0]!.labels).toEqual({});
    const tasks = read(fixture('linux-perf/6.1/task-events.perf.txt'));
    expect(shown(tasks).map(({ stack }) => stack)).toEqual(whole.map(({ stack }) => stack));
    expect(shown(tasks).every(({ labels }) => labels.pid !== undefined)).toBe(true);
  });

  it('has a value for each of several events', () => {
    const text = fixture('linux-perf/6.1/two-events.perf.txt');
    const profile = read(text);
    const events = [...text.matchAll(/: +(\d+) +([\w-]+): $/gm)].map(([, period, event]) => ({
      event: event!,
      period: Number(period),
    }));
    const names = [...new Set(events.map(({ event }) => event))];
    expect(names.toSorted()).toEqual(['cpu-clock', 'page-faults']);
    expect(profile.sampleTypes.map(({ type }) => type)).toEqual(['samples', ...names]);
    expect(profile.defaultSampleType).toBe('cpu-clock');
    expect(shown(profile).map(({ values, labels }) => [labels.event, ...values])).toEqual(
      events.map(({ event, period }) => [event, 1, ...names.map((name) => (name === event ? period : 0))]),
    );
    const counted = read('a 1 1.0: cycles: \n\t 10 f (x)\n\na 1 2.0: faults: \n\t 10 f (x)\n');
    expect(shown(counted).map(({ values }) => values)).toEqual([
      [1, 1, 0],
      [1, 0, 1],
    ]);
  });

  it('agrees with inferno about every stack', () => {
    const sums = new Map<string, number>();
    for (const { values, stack, labels } of shown(read(fixture('linux-perf/6.1/callgraph.perf.txt')))) {
      const frames = stack.map((frame) => {
        const [, symbol, file] = /^(.*) \((.*)\)$/s.exec(frame)!;
        // Of what has no name it shows the file.
        return symbol !== ''
          ? symbol!
          : file === ''
            ? '[unknown]'
            : `[${file!.slice(file!.lastIndexOf('/') + 1)}]`;
      });
      const key = [String(labels.comm), ...frames.reverse()].join(';');
      sums.set(key, (sums.get(key) ?? 0) + values[1]!);
    }
    const lines = [...sums].map(([key, sum]) => `${key} ${sum}`);
    expect(lines.toSorted()).toEqual(fixture('inferno/0.12/perf.folded').trimEnd().split('\n').toSorted());
  });

  it('may carry remarks, tracepoints and frames whose tabs became spaces', () => {
    const profile = read(
      '# hostname : x\n#\nsh 9 [000] 1.5: sched:sched_switch: prev_comm=sh (x) ==> next_comm=y\n' +
        '        ffffffff81001000 schedule+0x1 ([kernel.kallsyms])\n\n' +
        'sh 9 [000] 1.6: sched:sched_switch: prev_comm=sh ==> next_comm=y\n' +
        '        ffffffff81001000 schedule+0x1 ([kernel.kallsyms])\n',
    );
    expect(shown(profile).map(({ stack }) => stack)).toEqual([
      ['schedule ([kernel.kallsyms])'],
      ['schedule ([kernel.kallsyms])'],
    ]);
  });

  it.each([
    [
      'line 3 is neither an event nor a frame of perf script: what is this',
      'a 1 1.0: 1 c: \n\t 10 f (x)\nwhat is this\n',
    ],
    ['line 2 is neither', 'a 1 1.0: 1 c: \n\tno address\n'],
    ['perf script printed no event with a stack', '# nothing\n\n'],
  ])('says where it is damaged: %s', (message, text) => {
    expect(() => read(text)).toThrowError(message);
  });

  it('keeps to the limits', () => {
    const text = 'a 1 1.0: 1 c: \n\t 10 f (x)\n\t 20 g (x)\n\na 1 2.0: 1 d: \n\t 10 f (x)\n';
    expect(() => read(text, { stackFrames: 1 })).toThrowError(/stackFrames = 1/);
    expect(() => read(text, { samples: 1 })).toThrowError(/samples = 1/);
    expect(() => read(text, { tableEntries: 1 })).toThrowError(/tableEntries = 1/);
    expect(() => read(text, { decodedBytes: 9 })).toThrowError(/decodedBytes = 9/);
    expect(() => read(text, { smallTableEntries: 1 })).toThrowError(/smallTableEntries = 1/);
  });

  it('reads a stack of a hundred thousand frames', () => {
    const frames = Array.from(
      { length: 100_000 },
      (_, i) => `\t ${(4096 + (i % 500)).toString(16)} f (/x)\n`,
    );
    const profile = read(`a 1 1.0: 1 c: \n${frames.join('')}`);
    expect(profile.samples.stack.length).toBe(100_000);
  });

  it('is known by its content', async () => {
    const unknown = new TextEncoder().encode('goroutine 1 [running]:\nmain.main()\n\t/x/main.go:3 +0x1\n');
    expect(sniffFormat(unknown)).not.toBe('perf-script');
    expect((await decodeProfile(encodeUtf8(fixture('linux-perf/6.1/ip-sym.perf.txt')))).samples.count).toBe(
      read(fixture('linux-perf/6.1/callgraph.perf.txt')).samples.count,
    );
  });
});
