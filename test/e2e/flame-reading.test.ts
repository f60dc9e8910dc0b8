import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { cleanEnvironment, ROOT, RUN_JS, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';
import { TerminalSession } from '../support/terminal.ts';
import { startWebServer, type TestServer } from '../support/web-server.ts';

const PROFILE = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const FOOTER = 'enter zoom';

const home = temporaryFolder();
const sessions: TerminalSession[] = [];
/** A server that answers when it is told to. */
let server: TestServer;
let asked = Promise.withResolvers<ServerResponse>();

beforeAll(async () => {
  server = await startWebServer((_, response) => asked.resolve(response));
});
afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
  asked = Promise.withResolvers();
});
afterAll(async () => {
  await server.close();
  home.remove();
});

function flame(args: readonly string[], size: { columns: number; rows: number } = { columns: 80, rows: 24 }) {
  const session = new TerminalSession({
    file: process.execPath,
    args: [RUN_JS, 'flame', ...args],
    env: cleanEnvironment(home.path),
    cwd: home.path,
    ...size,
  });
  sessions.push(session);
  return session;
}

async function reading(): Promise<TerminalSession> {
  const session = flame([`${server.url}/debug/pprof/heap`]);
  await session.see(/reading http:.*…\n\s*q quit/);
  return session;
}

function expectRestored(session: TerminalSession): void {
  expect(session.isAlternate).toBe(false);
  expect(session.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(session.raw.lastIndexOf('\u001b[?25l'));
  expect(session.raw.lastIndexOf('\u001b[?1006l')).toBeGreaterThan(session.raw.lastIndexOf('\u001b[?1006h'));
}

describe('prof flame while a profile is read', () => {
  it.each([
    ['q', 'q', 0],
    ['Ctrl-C', '\u0003', 0],
    ['Esc', '\u001b', 0],
  ])('ends on %s, and gives the terminal back', async (_, key, status) => {
    const session = await reading();
    session.type(key);
    expect(await session.ended).toBe(status);
    expectRestored(session);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ])('ends on %s, and gives the terminal back', async (signal, status) => {
    const session = await reading();
    session.kill(signal);
    expect(await session.ended).toBe(status);
    expectRestored(session);
  });

  it('shows it when it is there, as wide as the window is then', async () => {
    const session = await reading();
    session.resize(60, 15);
    await session.see('reading');
    (await asked.promise).end(readFileSync(PROFILE));
    await session.see(/^(?:.*\n){13}enter zoom/);
    session.type('j');
    await session.see(/\n(?:runtime\/)?pprof\.Do/);
    session.type('q');
    expect(await session.ended).toBe(0);
  });

  it('says what went wrong when the terminal is given back', async () => {
    const session = await reading();
    (await asked.promise).end('no profile');
    expect(await session.ended).toBe(7);
    expectRestored(session);
    expect(session.text).toContain('prof: ');
    expect(session.text).not.toContain('reading http');
  });

  it('says what fails at once, whether a screen was there by then or not', async () => {
    const session = flame(['./nowhere.pb.gz']);
    expect(await session.ended).toBe(3);
    expect(session.isAlternate).toBe(false);
    expect(session.text).toContain('prof: no such file: ./nowhere.pb.gz');
    expect(session.text).not.toContain('reading ');
  });
});

describe('prof flame on a terminal', () => {
  it('gives the terminal back on SIGHUP', async () => {
    const session = flame([PROFILE]);
    await session.see(FOOTER);
    session.kill('SIGHUP');
    expect(await session.ended).toBe(129);
    expectRestored(session);
  });

  it('walks 10,000 frames on 60 columns', async () => {
    const stack = Array.from({ length: 10_000 }, (_, i) => `main.f${i}`).join(';');
    writeFileSync(`${home.path}/deep.pb.gz`, smallProfile({ stacks: { [stack]: 5, 'main.other': 1 } }));
    const session = flame(['deep.pb.gz'], { columns: 60, rows: 15 });
    await session.see(FOOTER);
    session.type('G');
    await session.see(/▶main\.f9999 /);
    session.type('\r');
    await session.see('100.0% of zoom');
    session.type('u');
    await session.see(/f9996\s*\n▏main\.f9997\s*\n▏main\.f9998\s*\n▶main\.f9999 /);
    session.type('g');
    await session.see('▶all');
    session.type('/f77$\r');
    await session.see(/▶main\.f77 /);
  });

  it('shows hostile names as text, and characters as wide as they are', async () => {
    const names = [...HOSTILE_NAMES, '漢字かな.処理する', '👩‍👩‍👧.run👍', '<b>[red]{bold}'];
    const stacks = Object.fromEntries(names.map((name, i) => [`main;${name.replaceAll(';', '')}`, i + 5]));
    writeFileSync(`${home.path}/hostile.pb.gz`, smallProfile({ stacks }));
    const session = flame(['hostile.pb.gz'], { columns: 120, rows: 30 });
    await session.see(FOOTER);
    session.type('j');
    for (let i = 0; i < names.length; i++) session.type('l');
    session.type('/漢字\r');
    await session.see('漢字かな.処理する');
    await session.see('1 frame, matches');
    session.type('|');
    await session.see('▶処理す…');
    // Every row is as wide as the window or narrower, and the ones around are where they belong.
    const lines = session.text.split('\n');
    expect(lines).toHaveLength(29);
    expect(lines.at(-1)).toMatch(/^enter zoom/);
    expect(session.raw).not.toContain('\u001b]0;');
    session.type('q');
    expect(await session.ended).toBe(0);
    expectRestored(session);
  });
});
