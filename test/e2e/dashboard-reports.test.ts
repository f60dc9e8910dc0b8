import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { flameEngine } from '../../src/flame-engine/flame-engine.ts';
import type { FlameStart } from '../../src/flame-engine/flame-start.ts';
import type { FlameEngine } from '../../src/ports/flame-engine.ts';
import { configFiles, createWiring } from '../../src/wire.ts';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const CPU = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const LATER = `${ROOT}fixtures/profiles/go/1.26/cpu-later.pb.gz`;
const HANDLER = 'main.handleRequest';

const home = temporaryFolder();
afterAll(() => home.remove());
let open: (profile: string, target?: string, others?: readonly string[]) => FlameEngine;

beforeAll(async () => {
  const paths = { env: { HOME: home.path }, homeFolder: home.path, workingFolder: home.path };
  const config = await loadConfig({ flags: {} }, { paths, files: await configFiles() });
  open = (profile, target, others) => {
    const start: FlameStart = {
      title: profile,
      sources: { profile, target, others },
      selection: {},
      loading: { limits: config.limits },
      config,
    };
    return flameEngine(start, { ...createWiring(config), cwd: home.path, tz: 'UTC', warn: () => {} });
  };
});

async function printed(...args: string[]): Promise<string> {
  const { exitCode, stdout } = await runProf(home.path, args);
  expect(exitCode).toBe(0);
  return stdout;
}

/** The commands are compared with the reference elsewhere; views are to show what commands print. */
describe('what the dashboard shows of a profile', () => {
  it.each([
    ['tree', ['tree', CPU]],
    ['tags', ['tags', CPU]],
    ['raw', ['raw', CPU]],
    ['peek', ['peek', `^${HANDLER}$`, CPU]],
    ['list', ['list', `^${HANDLER}$`, CPU]],
  ] as const)('%s is what the command prints', async (kind, args) => {
    const engine = open(CPU);
    const { settings } = await engine.open();
    const report = await engine.report({ kind, settings, functionName: HANDLER });
    expect(`${report.lines.join('\n')}\n`).toBe(await printed(...args));
    expect(report.isCut).toBe(false);
  });

  it.each([
    ['of one', undefined],
    ['of two that are merged', [LATER]],
  ])('functions %s are those of top', async (_, others) => {
    const engine = open(CPU, undefined, others);
    const { settings } = await engine.open();
    const { name, flat, cum, total } = await engine.functions(settings);
    const top = JSON.parse(await printed('top', CPU, ...(others ?? []), '--no-trim', '--json'));
    const rows = name.map((each, index) => ({ name: each, flat: flat[index], cum: cum[index] }));
    expect(rows).toEqual(
      top.rows.map((row: { name: string; flat: number; cum: number }) => ({
        name: row.name,
        flat: row.flat,
        cum: row.cum,
      })),
    );
    expect(total).toBe(top.total);
  });

  it('follows the filters that were chosen', async () => {
    const engine = open(CPU);
    const { settings } = await engine.open();
    const filters = [{ kind: 'focus' as const, name: 'main.sortRows' }];
    const { lines } = await engine.report({
      kind: 'tree',
      settings: { ...settings, filters },
      functionName: '',
    });
    expect(`${lines.join('\n')}\n`).toBe(await printed('tree', CPU, '--focus', '^main\\.sortRows$'));
  });

  it('changes are those of diff', async () => {
    const engine = open(CPU, LATER);
    const { settings } = await engine.open();
    const { rows } = await engine.changes(settings);
    const diff = JSON.parse(await printed('diff', CPU, LATER, '--all', '--json'));
    const changed = rows.map(({ name, flat }) => [name, flat.change]);
    expect(changed).toEqual(
      diff.rows.map((row: { name: string; flat: { change: number } }) => [row.name, row.flat.change]),
    );
    expect(changed.length).toBeGreaterThan(10);
  });
});
