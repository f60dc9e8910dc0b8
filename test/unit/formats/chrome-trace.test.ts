import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeProfile, sniffFormat } from '../../../src/formats/registry.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { sampleContents } from '../../support/profile-content.ts';
import { sortedContent } from '../../support/sorted-content.ts';
import { stackSums } from '../../support/stack-sums.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (events: readonly unknown[]) => decodeProfile(encode(JSON.stringify({ traceEvents: events })));

const CATEGORY = 'disabled-by-default-v8.cpu_profiler';
const start = (pid: number, tid: number, id = '0x1') => ({
  args: { data: { startTime: 1000 } },
  cat: CATEGORY,
  id,
  name: 'Profile',
  ph: 'P',
  pid,
  tid,
  ts: 1000,
});
const node = (id: number, functionName: string, parent?: number) => ({
  callFrame: { codeType: 'JS', functionName, scriptId: 3 },
  id,
  ...(parent === undefined ? {} : { parent }),
});
const chunk = (pid: number, ts: number, data: object, id = '0x1') => ({
  args: { data },
  cat: CATEGORY,
  id,
  name: 'ProfileChunk',
  ph: 'P',
  pid,
  tid: 99,
  ts,
});
const name = (kind: string, pid: number, tid: number, text: string) => ({
  args: { name: text },
  cat: '__metadata',
  name: kind,
  ph: 'M',
  pid,
  tid,
  ts: 0,
});
const TREE = [node(1, '(root)'), node(2, 'main', 1)];
const EVENTS = [
  { args: {}, cat: 'x', name: 'RunTask', ph: 'X', pid: 5, tid: 6, ts: 1, dur: 9 },
  start(5, 6),
  chunk(5, 2000, { cpuProfile: { nodes: TREE, samples: [2, 2] }, timeDeltas: [10, 20] }),
  chunk(5, 3000, {
    cpuProfile: { nodes: [node(3, 'leaf', 2)], samples: [3] },
    timeDeltas: [30],
    endTime: 1100,
  }),
  name('thread_name', 5, 6, 'CrRendererMain'),
  name('process_name', 5, 0, 'Renderer'),
];

const labels = (profile: Profile) =>
  sampleContents(profile).map(({ labels: list }) =>
    Object.fromEntries(list.map(({ key, text, number }) => [key, text === '' ? number : text])),
  );

describe('Chrome trace', () => {
  it('joins the chunks of a profile; times are those of a V8 CPU profile', async () => {
    const profile = await decode(EVENTS);
    // At 1010 main, at 1030 main, at 1060 leaf, which stands for the mean of the others.
    expect(stackSums(profile, 'cpu')).toEqual({ main: 50_000, 'leaf<main': 25_000 });
    expect(stackSums(profile, 'samples')).toEqual({ main: 2, 'leaf<main': 1 });
    expect(profile.durationNanos).toBe(100_000n);
    expect(profile.period).toBe(25_000n);
    expect(labels(profile)[0]).toEqual({ process: 'Renderer', pid: 5n, thread: 'CrRendererMain', tid: 6n });
  });

  it('keeps processes and threads apart, whatever the order of the events', async () => {
    const events = [
      chunk(7, 5000, { cpuProfile: { samples: [2] }, timeDeltas: [4] }, '0x2'),
      chunk(7, 4000, { cpuProfile: { nodes: TREE, samples: [2] }, timeDeltas: [1] }, '0x2'),
      start(7, 8, '0x2'),
      start(7, 9, '0x1'),
      chunk(7, 4000, { cpuProfile: { nodes: TREE, samples: [2, 2] }, timeDeltas: [1, 5] }),
      start(5, 9, '0x1'),
      chunk(5, 4000, { cpuProfile: { nodes: TREE, samples: [2, 2] }, timeDeltas: [1, 6] }),
    ];
    const profile = await decode(events);
    const rows = sampleContents(profile).map(({ values }, i) => [
      labels(profile)[i]!.pid,
      labels(profile)[i]!.tid,
      values[1],
    ]);
    expect(rows).toEqual([
      [7n, 8n, 8000n],
      [7n, 9n, 10_000n],
      [5n, 9n, 12_000n],
    ]);
  });

  it('accounts for all time of a recorded trace, thread by thread', async () => {
    const path = '../../../fixtures/profiles/chromium/156/page.trace.json';
    const bytes = readFileSync(new URL(path, import.meta.url));
    const { traceEvents } = JSON.parse(bytes.toString());
    const wanted: Record<string, number> = {};
    for (const begin of traceEvents.filter((event: { name: string }) => event.name === 'Profile')) {
      const deltas: number[] = traceEvents
        .filter(
          (event: typeof begin) =>
            event.name === 'ProfileChunk' && event.pid === begin.pid && event.id === begin.id,
        )
        .flatMap((event: typeof begin) => event.args.data.timeDeltas ?? []);
      const between = deltas.slice(1).reduce((sum, delta) => sum + delta, 0);
      if (deltas.length > 0) wanted[begin.tid] = between + between / (deltas.length - 1);
    }
    const profile = await decodeProfile(bytes, { name: 'unknown' });
    const got: Record<string, number> = {};
    for (const [i, { values }] of sampleContents(profile).entries()) {
      const tid = String(labels(profile)[i]!.tid);
      got[tid] = (got[tid] ?? 0) + Number(values[1]) / 1000;
    }
    expect(Object.keys(wanted)).toHaveLength(2);
    expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort());
    for (const [tid, micros] of Object.entries(wanted)) expect(got[tid]).toBeCloseTo(micros, 1);
    const names = Object.keys(stackSums(profile, 'cpu')).flatMap((stack) => stack.split('<'));
    expect(names).toEqual(expect.arrayContaining(['work', 'renderRows', 'sortPrices', '(idle)']));
    expect(new Set(labels(profile).map(({ thread }) => thread))).toEqual(
      new Set(['CrRendererMain', 'DedicatedWorker thread']),
    );
  });

  it('reads the bare list, also where it does not end', async () => {
    const wanted = sortedContent(await decode(EVENTS));
    const lines = EVENTS.map((event) => JSON.stringify(event));
    for (const text of [
      `[${lines}]`,
      `[\n${lines.join(',\n')}\n`,
      `[${lines.join(',')},`,
      `{"traceEvents":[${lines}`,
    ]) {
      const bytes = encode(text);
      expect(sniffFormat(bytes)).toBe('chrome-trace');
      expect(sortedContent(await decodeProfile(bytes, { name: 'unknown' }))).toEqual(wanted);
    }
    const whole = { displayTimeUnit: 'ms', metadata: { a: [1, '"traceEvents":['] }, traceEvents: EVENTS };
    expect(sortedContent(await decodeProfile(encode(JSON.stringify(whole))))).toEqual(wanted);
  });

  it('reads a whole profile in one event, and the newer way to write ids', async () => {
    const cpuProfile = {
      nodes: [
        { ...node(1, '(root)'), hitCount: 0, children: [2] },
        { ...node(2, 'main'), hitCount: 2 },
      ],
      startTime: 0,
      endTime: 30,
      samples: [2, 2],
      timeDeltas: [5, 10],
    };
    const old = await decode([
      { ...start(5, 6), id: undefined, name: 'CpuProfile', ph: 'I', args: { data: { cpuProfile } } },
    ]);
    expect(stackSums(old, 'cpu')).toEqual({ main: 20_000 });
    const renamed = EVENTS.map((event) => ({
      ...event,
      ...('id' in event ? { id: undefined, id2: { local: '0x1' } } : {}),
    }));
    expect(sortedContent(await decode(renamed))).toEqual(sortedContent(await decode(EVENTS)));
  });

  it('says how to record samples where there are none', async () => {
    for (const events of [[EVENTS[0]], [start(5, 6)], []]) {
      await expect(decode(events)).rejects.toMatchObject({
        code: 'BAD_DATA',
        message: 'a Chrome trace without CPU samples: it tells when events happened, not where time went',
        hints: [
          expect.stringContaining('disabled-by-default-v8.cpu_profiler'),
          expect.stringContaining('--cpu-prof'),
        ],
      });
    }
  });

  it.each<[string, string, number | undefined]>([
    ['{"traceEvents":[{"name":"a"', 'the file ends inside the event that begins at offset 16', 16],
    ['{"traceEvents":[{"name":"a"} {}]}', 'a comma and an event should be at offset 29', 29],
    ['{"traceEvents":[1]}', 'an event should begin at offset 16', 16],
    ['{"traceEvents":[{"name":"Profile",]}]}', 'traceEvents[0] (offset 16)', undefined],
  ])('says where it is damaged: %s', async (text, problem, offset) => {
    const error = await decodeProfile(encode(text)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'BAD_PROFILE', message: expect.stringContaining(problem) });
    if (offset !== undefined) expect(error).toMatchObject({ details: { offset } });
  });

  it('says which profile is damaged', async () => {
    const damaged = (data: object) => decode([start(5, 6), chunk(5, 1, data)]);
    await expect(damaged({ cpuProfile: { nodes: TREE, samples: [9] }, timeDeltas: [1] })).rejects.toThrow(
      'CPU profile of process 5, thread 6: malformed profile: samples[0] is no id of a node',
    );
    await expect(damaged({ cpuProfile: { nodes: TREE, samples: [2, 2] }, timeDeltas: [1] })).rejects.toThrow(
      'traceEvents[1].args.data.timeDeltas are not one for each of 2 samples',
    );
    await expect(damaged({ cpuProfile: { nodes: {}, samples: [2] } })).rejects.toThrow(
      'traceEvents[1].args.data.cpuProfile.nodes is not an array',
    );
  });

  it('holds the limits over all events together', async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      chunk(5, i, { cpuProfile: { samples: [2] }, timeDeltas: [1] }),
    );
    const bytes = encode(JSON.stringify({ traceEvents: [...EVENTS, ...many] }));
    await expect(decodeProfile(bytes, { limits: { tableEntries: 100 } })).rejects.toMatchObject({
      code: 'LIMIT',
    });
    await expect(decodeProfile(bytes, { limits: { samples: 100 } })).rejects.toMatchObject({ code: 'LIMIT' });
  });
});
