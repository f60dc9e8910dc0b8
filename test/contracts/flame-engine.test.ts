import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startFlameThread } from '../../src/adapters/flame-thread.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { frameTable } from '../../src/flame/frames.ts';
import { flameEngine } from '../../src/flame-engine/flame-engine.ts';
import type { FlameStart } from '../../src/flame-engine/flame-start.ts';
import { ProfError } from '../../src/kit/errors.ts';
import type { FlameEngine } from '../../src/ports/flame-engine.ts';
import { configFiles, createWiring } from '../../src/wire.ts';
import { ROOT, temporaryFolder } from '../support/run-prof.ts';

const PROFILE = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const LATER = `${ROOT}fixtures/profiles/go/1.26/cpu-later.pb.gz`;

const home = temporaryFolder();
afterAll(() => home.remove());

const config = await loadConfig(
  { flags: { store: `${home.path}/store` } },
  { paths: { env: {}, homeFolder: home.path, workingFolder: home.path }, files: await configFiles() },
);

const startOf = (profile: string, target?: string): FlameStart => ({
  title: profile,
  sources: { profile, target },
  selection: {},
  loading: { lookbackMs: 1000 },
  config,
});

const opened: FlameEngine[] = [];
afterEach(() => {
  for (const engine of opened.splice(0)) engine.close();
});

const KINDS: Record<string, (start: FlameStart, onNote: (note: string) => void) => FlameEngine> = {
  'in this thread': (start, warn) =>
    flameEngine(start, { ...createWiring(config), cwd: home.path, tz: 'UTC', warn }),
  'on a thread of its own': startFlameThread(),
};

describe.each(Object.entries(KINDS))('a flame engine %s', (_kind, begin) => {
  function engineOf(start: FlameStart, onNote: (note: string) => void = () => {}): FlameEngine {
    const engine = begin(start, onNote);
    opened.push(engine);
    return engine;
  }

  it('opens a profile, makes its trees, and names their frames', async () => {
    const engine = engineOf(startOf(PROFILE));
    const { facts, settings } = await engine.open();
    expect(facts.sampleTypes.map(({ type }) => type)).toEqual(['samples', 'cpu']);
    // As the reference says: 3.92 s.
    expect(facts.totals[settings.sampleIndex]).toBe(3_920_000_000);
    const [tree, columns] = await Promise.all([engine.tree(settings), engine.frames(settings)]);
    const frames = frameTable(columns);
    expect([tree.sums.cum[0], tree.samples[0]]).toEqual([3_920_000_000, 247]);
    const names = Array.from(tree.frame.subarray(1), (frame) => frames.name[frame]);
    expect(names).toContain('runtime/pprof.Do');
    expect(frames.label(frames.name.indexOf('runtime/pprof.Do'))).toBe('pprof.Do');
  });

  it('answers every request as it was meant, many at a time', async () => {
    const engine = engineOf(startOf(PROFILE));
    const { settings } = await engine.open();
    const [cpu, samples, callers, calls] = await Promise.all([
      engine.tree(settings),
      engine.tree({ ...settings, sampleIndex: 0 }),
      engine.tree({ ...settings, isInverted: true, isComplete: true }),
      engine.tree(settings),
    ]);
    expect(cpu).toEqual(calls);
    expect(samples.sums.cum[0]).toBe(392);
    expect([callers.isInverted, callers.sums.cum[0]]).toEqual([true, 3_920_000_000]);
  });

  it('matches names, and says what is wrong with a pattern', async () => {
    const engine = engineOf(startOf(PROFILE));
    const { settings } = await engine.open();
    const isMatch = await engine.match(settings, 'main[.]sort');
    const { name } = await engine.frames(settings);
    expect(name.filter((_, frame) => isMatch[frame] === 1)).toEqual(
      name.filter((each) => each.includes('main.sort')),
    );
    await expect(engine.match(settings, '(')).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('missing closing )'),
    });
  });

  it('has no first look at what is small', async () => {
    const engine = engineOf(startOf(PROFILE));
    const { settings } = await engine.open();
    expect(await engine.look(settings, { columns: 80, rows: 20 })).toBeUndefined();
  });

  it('compares, scaled to the base where that is asked for', async () => {
    const engine = engineOf(startOf(PROFILE, LATER));
    const { facts, settings } = await engine.open();
    expect(facts.isComparing).toBe(true);
    const plain = await engine.tree(settings);
    const scaled = await engine.tree({ ...settings, isNormalized: true });
    expect(plain.base!.cum[0]).toBe(3_920_000_000);
    // Each sample is rounded by itself.
    expect(Number(scaled.sums.cum[0]) / 3_920_000_000).toBeCloseTo(1, 5);
    expect(Number(plain.sums.cum[0])).not.toBe(3_920_000_000);
  });

  it('writes what is shown, once', async () => {
    const engine = engineOf(startOf(PROFILE));
    const { settings } = await engine.open();
    const path = `${home.path}/${_kind.length}.folded`;
    await engine.write(settings, path);
    const total = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    expect(total).toBe(3_920_000_000);
    await expect(engine.write(settings, path)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(engine.write(settings, `${home.path}/x.png`)).rejects.toThrow('.svg, .html, .md');
    expect(existsSync(`${home.path}/x.png`)).toBe(false);
  });

  it('fails as loading fails', async () => {
    writeFileSync(`${home.path}/bad.pb.gz`, 'no profile');
    const failure = await engineOf(startOf(`${home.path}/bad.pb.gz`))
      .open()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProfError);
    expect(failure).toMatchObject({ code: 'BAD_PROFILE', message: expect.stringContaining('bad.pb.gz') });
    await expect(engineOf(startOf('./nowhere.pb.gz')).open()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('passes notes on', async () => {
    const notes: string[] = [];
    const start = startOf(PROFILE);
    const engine = engineOf({ ...start, selection: { focus: 'nothing-has-this-name' } }, (note) =>
      notes.push(note),
    );
    await engine.open();
    expect(notes).toEqual(['Focus expression matched no samples']);
  });
});

describe('the thread of a flame graph', () => {
  it('leaves no request without an answer when it is closed', async () => {
    const engine = startFlameThread()(startOf(PROFILE), () => {});
    const answer = engine.open();
    engine.close();
    await expect(answer).rejects.toThrow('has ended');
  });

  it('says what broke it', async () => {
    const broken = new URL(`data:text/javascript,throw new Error('broken on purpose')`).href;
    const engine = startFlameThread(broken)(startOf(PROFILE), () => {});
    await expect(engine.open()).rejects.toThrow('broken on purpose');
  });
});
