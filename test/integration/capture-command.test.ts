import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcessTable } from '../../src/adapters/processes/process-table.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { type SampleProgram, startNodeProgram } from '../support/sample-program.ts';
import { startWebServer, type TestServer } from '../support/web-server.ts';

const PROF = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const go = (name: string) =>
  readFileSync(new URL(`../../fixtures/profiles/go/1.26/${name}`, import.meta.url));

let home: string;
let server: TestServer;
const running: SampleProgram[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'prof-capture-'));
  server = await startWebServer((request, response) => {
    const name = request.url!.replace('/debug/pprof/', '');
    if (request.headers.authorization !== 'Bearer canary') response.writeHead(401).end('who are you?');
    else if (name === '') response.end(go('index.html'));
    else if (name === 'heap' || name === 'goroutine') response.end(go(`${name}.pb.gz`));
    else response.writeHead(404).end('Unknown profile');
  });
});

afterEach(async () => {
  await server.close();
  await Promise.all(running.splice(0).map((program) => program.stop()));
  await rm(home, { recursive: true });
});

function start(args: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: home, PROF_STORE: join(home, 'store'), PROF_TOKEN: 'canary' };
  const child = spawn(process.execPath, [PROF, 'capture', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => {
    const bytes = Buffer.concat(stdout);
    expect(bytes.includes('canary') || stderr.includes('canary')).toBe(false);
    return { code: code as number, bytes, stdout: bytes.toString(), stderr };
  });
  return { child, ended };
}

const capture = (...args: string[]) => start(args).ended;

describe('prof capture', () => {
  it('prints where the profiles are', async () => {
    const { code, stdout, stderr } = await capture(server.url, '-t', 'heap,goroutine', '--service', 'shop');
    expect(code).toBe(0);
    expect(stderr.replace(/\([\d.]+kB\)/g, '(SIZE)')).toBe(
      `${server.url}: heap kept (SIZE)\n${server.url}: goroutine kept (SIZE)\n`,
    );
    expect(stdout).toMatch(/^heap {6} \d{4}-\d\d-\d\d\/shop\/\d{8}-\d{6}-heap\.pprof {2}/);
    expect(await readdir(join(home, 'store'))).toHaveLength(1);
  });

  it('keeps what succeeded, says what did not and exits 4', async () => {
    const { code, stdout, stderr } = await capture(server.url, '-t', 'heap,mutexes', '--json');
    expect(code).toBe(4);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'prof.capture.v1',
      targets: [{ target: server.url, service: '127.0.0.1', profiles: [{ type: 'heap' }] }],
      errors: [{ target: server.url, type: 'mutexes', code: 'NOT_FOUND' }],
    });
    expect(stderr).toContain('did you mean mutex?');
  });

  it("exits with the first failure's code where nothing succeeded", async () => {
    const { code, stdout } = await capture(server.url, '-t', 'nope', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'prof.error.v1', code: 'NOT_FOUND', exitCode: 3 });
    expect((await capture(server.url, '-t', 'heap', '--token', 'other')).code).toBe(5);
    expect((await capture('http://127.0.0.1:1')).code).toBe(6);
    expect((await capture('nothing')).code).toBe(2);
  });

  it('writes only the profile to standard output with -o -', async () => {
    const { code, bytes } = await capture(`${server.url}/debug/pprof/heap`, '-o', '-');
    expect(code).toBe(0);
    expect(decodePprof(bytes).samples.count).toBeGreaterThan(0);
    expect((await capture(server.url, '-o', '-')).code).toBe(2);
  });

  it('explains the name and takes nothing in a dry run', async () => {
    const { code, stdout } = await capture(server.url, '--explain', '--dry-run', '--service', '\u001b[2J');
    expect(code).toBe(0);
    expect(stdout).toContain('* flag     \\x1b[2J: --service\n');
    expect(stdout).toContain('  host     127.0.0.1: host name of the URL\n');
    expect(stdout).not.toContain('\u001b');
    expect(await readdir(home)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('leaves no open inspector behind on Ctrl-C', async () => {
    const program = await startNodeProgram('service.js', ['--inspect-port=0']);
    running.push(program);
    const table = createProcessTable();
    const before = await table.listeningPorts(program.pid);
    const { child, ended } = start([`pid:${program.pid}`, '--seconds', '60', '--assume-no-handler']);
    await program.printed('Debugger attached');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await table.listeningPorts(program.pid)).toEqual(before);
    expect(program.isRunning()).toBe(true);
  });
});
