import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListDocument } from '../../src/present/list.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';
import { startWebServer, type TestServer } from '../support/web-server.ts';

const PROFILE = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const HEAP = `${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`;

const home = temporaryFolder();
const asked: string[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await startWebServer((request, response) => {
    asked.push(request.url!);
    if (request.url?.startsWith('/silent')) return;
    response.end(readFileSync(PROFILE));
  });
});

afterAll(async () => {
  await server.close();
  home.remove();
});

const run = (args: readonly string[], env: Record<string, string> = {}) => runProf(home.path, args, { env });
const file = (name: string) => `${home.path}/${name}`;

const REPORTS: [string, ...string[]][] = [
  ['top', PROFILE],
  ['tree', PROFILE],
  ['peek', 'main', PROFILE],
  ['list', 'main', PROFILE],
  ['traces', PROFILE],
  ['tags', PROFILE],
  ['raw', PROFILE],
];

describe('a report in a file', () => {
  it.each(REPORTS)('is what prof pprof prints, whatever the colours: %s', async (...args) => {
    const path = file(`${args[0]}.txt`);
    const written = await run([...args, '-o', path], { FORCE_COLOR: '1' });
    expect(written).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining(`wrote ${path}`),
    });
    const [kind, ...rest] = args;
    const flag = rest.length === 1 ? `-${kind}` : `-${kind}=${rest[0]}`;
    const { stdout } = await run(['pprof', flag, PROFILE]);
    expect(readFileSync(path, 'utf8')).toBe(stdout);
    expect((await run(args)).stdout).toBe(stdout);
  });

  it('replaces nothing unless told to', async () => {
    writeFileSync(file('there'), 'mine');
    const refused = await run(['top', PROFILE, '-o', file('there')]);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--overwrite replaces it'),
    });
    expect(readFileSync(file('there'), 'utf8')).toBe('mine');
    expect((await run(['top', PROFILE, '--output', file('there'), '--overwrite'])).exitCode).toBe(0);
    expect(readFileSync(file('there'), 'utf8')).toContain('sha256.blockSHANI');
  });

  it('may be CSV, and no JSON', async () => {
    expect((await run(['top', PROFILE, '--csv', '-o', file('top.csv')])).exitCode).toBe(0);
    expect(readFileSync(file('top.csv'), 'utf8')).toMatch(/^function,flat_nanoseconds,/);
    const both = await run(['top', PROFILE, '--json', '-o', file('top.json')]);
    expect(both.exitCode).toBe(2);
    expect(existsSync(file('top.json'))).toBe(false);
  });
});

describe('a table as CSV', () => {
  it.each([
    ['top', [PROFILE], 'rows'],
    [
      'list',
      [
        'main',
        PROFILE,
        '--source-path',
        `${ROOT}fixtures/programs/go-service`,
        '--trim-path',
        'example.com/prof/go-service',
      ],
      'lines',
    ],
    ['tags', [PROFILE], 'keys'],
  ])('holds the numbers of the JSON document: %s', async (command, args) => {
    const csv = (await run([command, ...args, '--csv'])).stdout;
    const json = JSON.parse((await run([command, ...args, '--json'])).stdout);
    const [header, ...rows] = csv.trimEnd().split('\n');
    const first = rows[0]!.split(',');
    if (command === 'top') {
      expect(header).toBe('function,flat_nanoseconds,flat_percent,cum_nanoseconds,cum_percent,inline');
      expect(rows).toHaveLength(json.rows.length);
      const { name, flat, flatPercent, cum, cumPercent } = json.rows[0];
      expect(first).toEqual([name, String(flat), String(flatPercent), String(cum), String(cumPercent), '']);
    } else if (command === 'list') {
      expect(header).toBe('function,file,line,flat_nanoseconds,cum_nanoseconds,text,error');
      const lines = (json as ListDocument).functions
        .flatMap(({ files }) => files)
        .flatMap((each) => each.lines);
      expect(rows).toHaveLength(lines.length);
      expect(first.slice(2, 5)).toEqual([lines[0]!.line, lines[0]!.flat, lines[0]!.cum].map(String));
    } else {
      expect(header).toBe('key,text,value_nanoseconds,percent');
      const { key, values } = json.keys[0];
      expect(first).toEqual([key, values[0].text, String(values[0].value), String(values[0].percent)]);
    }
  });

  it('has a row for each call of tree', async () => {
    const csv = (await run(['tree', PROFILE, '--csv'])).stdout.trimEnd().split('\n');
    const { nodes } = JSON.parse((await run(['tree', PROFILE, '--json'])).stdout);
    const calls = nodes.flatMap(({ callers, callees }: { callers: []; callees: [] }) => [
      ...callers,
      ...callees,
    ]);
    expect(csv).toHaveLength(1 + nodes.length + calls.length);
    const relations = csv.slice(1).map((row) => /,(self|caller|callee),/.exec(row)?.[1]);
    expect(relations.filter((relation) => relation === 'self')).toHaveLength(nodes.length);
    expect(relations).not.toContain(undefined);
  });
});

describe('colours of a report', () => {
  it.each<[string, string[], Record<string, string>, boolean]>([
    ['a pipe', [], {}, false],
    ['FORCE_COLOR', [], { FORCE_COLOR: '1' }, true],
    ['the setting', [], { PROF_COLOR: 'always' }, true],
    ['NO_COLOR and FORCE_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['--no-color and FORCE_COLOR', ['--no-color'], { FORCE_COLOR: '1' }, false],
  ])('on a pipe: %s', async (_what, flags, env, isColored) => {
    const exact = (await run(['pprof', '-top', PROFILE])).stdout;
    const { stdout } = await run(['top', PROFILE, ...flags], env);
    expect(stdout !== exact).toBe(isColored);
    expect(stdout.replace(/\x1b\[[\d;]+m/g, '')).toBe(exact);
  });

  it.each([
    ['top', PROFILE],
    ['tree', PROFILE],
    ['traces', PROFILE],
    ['top', PROFILE, '--lines'],
    ['tags', PROFILE],
  ])('and names that fit 80 columns of a terminal: %s', async (...args) => {
    const session = new TerminalSession({
      file: process.execPath,
      args: [RUN_JS, ...args.filter((arg) => arg !== undefined), '--no-pager'],
      cwd: home.path,
      env: cleanEnvironment(home.path),
      columns: 80,
    });
    expect(await session.ended).toBe(0);
    expect(session.raw).toMatch(/\x1b\[[12]m/);
    for (const line of session.raw.replace(/\x1b\[[\d;]+m/g, '').split('\r\n')) {
      if (/^(?:Build ID|Duration|Showing)/.test(line)) continue;
      expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });
});

describe('sources of a list', () => {
  it('that are not there are said to be missing, with the flags that help, and not in the report', async () => {
    const { exitCode, stdout, stderr } = await run(['list', 'renderPage', PROFILE]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe((await run(['pprof', '-list=renderPage', PROFILE])).stdout);
    expect(stderr).toContain('no source for example.com/prof/go-service/main.go; --source-path');
    expect(stderr).toContain('--trim-path');
    expect((await run(['list', 'renderPage', PROFILE, '--quiet'])).stderr).toBe('');
  });

  it('are found as these say', async () => {
    const flags = [
      '--source_path',
      `${ROOT}fixtures/programs/go-service`,
      '--trim_path',
      'example.com/prof/go-service',
    ];
    const { stdout, stderr } = await run(['list', 'renderPage', PROFILE, ...flags]);
    expect(stderr).toBe('');
    expect(stdout).toContain(':func renderPage(lines int) {\n');
  });
});

describe('profiles behind URLs', () => {
  it('are asked for with --seconds, and waited for as long as --timeout says', async () => {
    expect((await run(['top', `${server.url}/debug/pprof/profile?x=1`, '--seconds', '3'])).exitCode).toBe(0);
    expect(asked.at(-1)).toBe('/debug/pprof/profile?x=1&seconds=3');
    const { exitCode, stderr } = await run(['top', `${server.url}/silent`, '--timeout', '1']);
    expect([exitCode, stderr]).toEqual([6, expect.stringContaining('1 s')]);
  });
});

describe('options under their old names', () => {
  it.each([
    ['top', ['--inuse_space'], '-inuse_space'],
    ['top', ['--alloc-objects', '--lines'], '-alloc_objects -lines'],
    [
      'tree',
      ['--sample_index', 'alloc_space', '--flat', '--drop_negative'],
      '-sample_index=alloc_space -drop_negative',
    ],
    ['top', ['--add_comment', 'hello', '--build-id', 'abc'], '-add_comment=hello -buildid=abc'],
    ['top', ['--compact_labels', '--files', '--cum'], '-compact_labels -files -cum'],
  ])('mean what they mean there: %s %j', async (command, flags, reference) => {
    const own = await run([command, HEAP, ...flags]);
    const expected = await run(['pprof', `-${command}`, ...reference.split(' '), HEAP]);
    expect(own.stdout).toBe(expected.stdout);
    expect(own.stdout).toContain('%');
  });

  it('contradict each other as they do there', async () => {
    for (const flags of [
      ['--cum', '--flat'],
      ['--lines', '--files'],
      ['--lines', '--granularity', 'files'],
    ]) {
      expect((await run(['top', HEAP, ...flags])).exitCode).toBe(2);
    }
  });
});
