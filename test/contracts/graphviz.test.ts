import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGraphviz } from '../../src/adapters/graphviz.ts';
import type { DrawOptions } from '../../src/ports/graphviz.ts';
import { isAlive } from '../support/is-alive.ts';
import { temporaryFolder } from '../support/run-prof.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const path = (name: string) => `${folder.path}/${name}`;

/** A program of that name, first on the search path. */
function install(script: string): void {
  writeFileSync(path('dot'), `#!/bin/sh\n${script}\n`);
  chmodSync(path('dot'), 0o755);
}

const warnings: string[] = [];
const draw = (options: Partial<DrawOptions> = {}) =>
  createGraphviz().draw({
    drawing: ['digraph {', '}\n'],
    format: 'svg',
    timeoutMs: 20_000,
    warn: (line) => warnings.push(line),
    ...options,
  });

beforeEach(() => {
  vi.stubEnv('PATH', `${folder.path}:${process.env.PATH}`);
  warnings.length = 0;
  rmSync(path('pid'), { force: true });
});
afterEach(() => vi.unstubAllEnvs());

describe('Graphviz', () => {
  it('gets the drawing and the format, and gives the picture', async () => {
    install('printf "%s " "$@"; cat');
    expect(new TextDecoder().decode(await draw({ format: 'png' }))).toBe('-Tpng digraph {}\n');
  });

  it('takes a large drawing as it is made', async () => {
    install('wc -c');
    function* drawing() {
      for (let i = 0; i < 1000; i++) yield 'x'.repeat(10_000);
    }
    expect(new TextDecoder().decode(await draw({ drawing: drawing() })).trim()).toBe('10000000');
  });

  it('passes remarks on', async () => {
    install('cat > /dev/null; echo "a remark" >&2; echo picture');
    expect(new TextDecoder().decode(await draw())).toBe('picture\n');
    expect(warnings).toEqual(['dot: a remark']);
  });

  it('says what is wrong with a drawing', async () => {
    install('echo "syntax error in line 1" >&2; exit 1');
    const endless = Array.from({ length: 100 }, () => 'x'.repeat(100_000));
    await expect(draw({ drawing: endless })).rejects.toMatchObject({
      code: 'BAD_DATA',
      message: 'dot failed: syntax error in line 1',
    });
  });

  it('sees nothing of the user’s secrets', async () => {
    vi.stubEnv('PROF_TOKEN', 'secret');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    install('cat > /dev/null; env');
    expect(new TextDecoder().decode(await draw())).not.toContain('secret');
  });

  it('that is not installed says which package it is', async () => {
    vi.stubEnv('PATH', path('empty'));
    await expect(draw()).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('install the package graphviz'),
    });
  });

  const LINGERS = `echo $$ > ${path('pid')}.new; mv ${path('pid')}.new ${path('pid')}; exec sleep 600`;
  const pidOf = () => Number(readFileSync(path('pid'), 'utf8'));

  it('that is stopped is ended', async () => {
    install(LINGERS);
    const controller = new AbortController();
    const failed = expect(draw({ signal: controller.signal })).rejects.toThrow('stopped');
    await vi.waitUntil(() => existsSync(path('pid')), { timeout: 15_000 });
    controller.abort(new Error('stopped'));
    await failed;
    await vi.waitUntil(() => !isAlive(pidOf()), { timeout: 15_000 });
  });

  it('that is too slow is ended', async () => {
    install(LINGERS);
    await expect(draw({ timeoutMs: 500 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await vi.waitUntil(() => !existsSync(path('pid')) || !isAlive(pidOf()), { timeout: 15_000 });
  });
});
