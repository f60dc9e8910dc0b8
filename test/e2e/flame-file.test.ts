import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const recorded = (name: string) => `${ROOT}fixtures/profiles/go/1.26/${name}.pb.gz`;
const prof = (...args: string[]) => runProf(home.path, ['flame', ...args]);
const read = (name: string) => readFileSync(`${home.path}/${name}`, 'utf8');
const dataOf = (html: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!);

afterAll(() => home.remove());

describe('prof flame -o', () => {
  it('writes one file that needs no other, once', async () => {
    const first = await prof(recorded('cpu'), '-o', 'cpu.html');
    expect(first).toEqual({ exitCode: 0, stdout: 'cpu.html\n', stderr: '' });
    const html = read('cpu.html');
    expect(html).toMatch(
      /content="default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-/,
    );
    expect(html).not.toMatch(/\b(?:src|href)=|@import|url\(|\bfetch\(|%(?:title|policy|style|data|script)%/);
    const again = await prof(recorded('cpu'), '-o', 'cpu.html');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('--overwrite replaces it');
    expect((await prof(recorded('cpu'), '-o', 'cpu.html', '--overwrite')).exitCode).toBe(0);
  });

  it('has every sample type, the asked one first', async () => {
    const run = await prof(recorded('heap'), '-o', 'heap.html', '--sample-index', 'alloc_space', '--json');
    expect(JSON.parse(run.stdout)).toEqual({
      schema: 'prof.flame.v1',
      profiles: [recorded('heap')],
      base: [],
      path: 'heap.html',
      format: 'html',
      sizeBytes: readFileSync(`${home.path}/heap.html`).length,
    });
    const data = dataOf(read('heap.html'));
    expect(data.types.map(({ name }: { name: string }) => name)).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
    ]);
    expect(data.chosen).toBe(1);
  });

  it('compares the second profile with the first', async () => {
    expect((await prof(recorded('cpu'), recorded('cpu-later'), '-o', 'change.html')).exitCode).toBe(0);
    const data = dataOf(read('change.html'));
    expect([data.profiles, data.base]).toEqual([[recorded('cpu-later')], [recorded('cpu')]]);
    const total = async (name: string) =>
      JSON.parse((await runProf(home.path, ['top', recorded(name), '--json'])).stdout).total;
    const { own, ownBase } = data.types.at(-1).calls;
    const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
    expect([sum(ownBase), sum(own)]).toEqual([await total('cpu'), await total('cpu-later')]);
  });

  it('filters as reports do, and pictures go to standard output, too', async () => {
    const focused = await prof(recorded('cpu'), '-o', '-', '--to', 'svg', '--focus', 'sortRows');
    expect(focused.stdout).toMatch(/^<svg .*<title>main\.sortRows\n.*<\/svg>\n$/s);
    expect(focused.stdout).not.toContain('main.renderPage');
  });

  it('says what it cannot write', async () => {
    const run = await prof(recorded('cpu'), '-o', 'cpu.png');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('the ending of cpu.png does not say what to write');
    expect((await prof(recorded('cpu'), '-o', '-', '--to', 'html', '--json')).exitCode).toBe(2);
  });
});
