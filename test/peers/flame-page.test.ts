// The page of a flame graph in a real browser: Debian's chromium.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePieces, encodePprof } from '../../src/profile/encode.ts';
import { gzipPieces } from '../../src/profile/gzip-pieces.ts';
import { type Browser, launchBrowser, type Page } from '../support/browser.ts';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { startWebServer } from '../support/web-server.ts';

const home = temporaryFolder();
const recorded = (name: string) => `${ROOT}fixtures/profiles/go/1.26/${name}.pb.gz`;
const ATTACK = '</script><img src=x onerror="document.title=1">\u202e<script>document.title=2</script>';
/** The attack has the angles of a template of C++. */
const AS_RECORDED = ['--symbolize', 'none'];

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  writeFileSync(`${home.path}/small.pb`, smallProfile());
}, 60_000);
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  home.remove();
});
afterEach(() => expect(page.complaints).toEqual([]));

/** Two sample types: cpu all > main > work 60, idle 30, and the attack 10; allocations in idle alone. */
function smallProfile(): Uint8Array {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'cpu', unit: 'nanoseconds' },
      { type: 'allocs', unit: 'count' },
    ],
    defaultSampleType: 'cpu',
  });
  const place = (name: string) =>
    builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] });
  const [main, work, idle, attack] = ['main', 'work', 'idle', ATTACK].map(place);
  builder.addSample([work!, main!], [60, 0]);
  builder.addSample([idle!, main!], [30, 5]);
  builder.addSample([attack!, main!], [10, 0]);
  return encodePprof(builder.build());
}

/** Writes the page of some profiles and opens it. */
async function open(name: string, ...profiles: string[]): Promise<Page> {
  const run = await runProf(home.path, ['flame', ...profiles, '-o', name, '--overwrite', ...AS_RECORDED]);
  expect(run.stderr).toBe('');
  page = await browser.newPage();
  await page.open(pathToFileURL(`${home.path}/${name}`).href);
  await page.until(`document.getElementById('status').textContent !== ''`);
  return page;
}

const text = (id: string) => page.evaluate<string>(`document.getElementById('${id}').innerText`);
const selected = () => page.evaluate<string>(`document.querySelector('#status .name').textContent`);
const status = () => text('status');
const pressed = (id: string) =>
  page.evaluate<string>(`document.getElementById('${id}').getAttribute('aria-pressed')`);
const nextFrame = () =>
  page.evaluate('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');

/** The colour in the middle of a row, at a part of its width. */
async function colorAt(part: number, row: number): Promise<string> {
  await nextFrame();
  return page.evaluate<string>(`(() => {
    const canvas = document.getElementById('canvas');
    const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, -Math.round(canvas.width * ${part}), -${row * 20 + 2});
    const at = copy.getImageData(0, 0, 1, 1).data;
    return Array.from(at.slice(0, 3)).join(' ');
  })()`);
}

async function clickBox(part: number, row: number): Promise<void> {
  const { x, y, width } = await page.evaluate<Record<'x' | 'y' | 'width', number>>(
    `document.getElementById('canvas').getBoundingClientRect().toJSON()`,
  );
  await page.click(x + width * part, y + row * 20 + 10);
}

describe('the page of a flame graph', () => {
  it('draws boxes, and walks and zooms by keys', async () => {
    await open('small.html', './small.pb');
    expect(await selected()).toBe('all');
    expect(await colorAt(0.3, 2)).not.toBe(await colorAt(0.3, 3));
    expect(await colorAt(0.3, 3)).toBe('255 255 255');
    for (const key of ['ArrowDown', 'ArrowDown']) await page.press(key);
    expect(await selected()).toBe('work');
    expect(await status()).toContain('60ns, 60.0%; itself 60ns, 60.0%');
    await page.press('ArrowRight');
    expect(await selected()).toBe('idle');
    await page.press('Enter');
    expect(await page.evaluate(`document.getElementById('reset').disabled`)).toBe(false);
    expect(await status()).toContain('100.0% of what is zoomed to');
    // Its box fills the row now.
    expect(await colorAt(0.05, 2)).toBe(await colorAt(0.95, 2));
    await page.press('Escape');
    expect(await page.evaluate(`document.getElementById('reset').disabled`)).toBe(true);
    await page.press('ArrowUp');
    expect(await selected()).toBe('main');
  });

  it('zooms by the pointer', async () => {
    await open('small.html', './small.pb');
    await clickBox(0.75, 2);
    expect(await selected()).toBe('idle');
    await clickBox(0.5, 0);
    expect(await selected()).toBe('all');
    expect(await page.evaluate(`document.getElementById('reset').disabled`)).toBe(true);
  });

  it('finds functions, and what goes through them', async () => {
    await open('small.html', './small.pb');
    await page.press('/');
    await page.type('wor');
    expect(await text('found')).toBe('1 box, 60.0%');
    await page.press('Enter');
    expect(await selected()).toBe('work');
    await page.press('Escape');
    expect(await text('found')).toBe('');
    await page.press('/');
    await page.type('I');
    expect(await text('found')).toBe('0 boxes');
    await page.press('Escape');
    await page.press('/');
    await page.type('i');
    expect(await text('found')).toBe('3 boxes, 100.0%');
    await page.press('Enter');
    expect(await selected()).toBe('idle');
    await page.press('n');
    await page.press('n');
    expect(await selected()).toBe('main');
    await page.press('N');
    await page.press('N');
    expect(await selected()).toBe('idle');
  });

  it('switches between sample types and keeps the path', async () => {
    await open('small.html', './small.pb');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 't']) await page.press(key);
    expect(await page.evaluate(`document.getElementById('type').selectedOptions[0].text`)).toBe(
      'allocs (count)',
    );
    expect(await selected()).toBe('idle');
    expect(await status()).toContain('5, 100.0%');
    await page.evaluate(`(() => {
      const type = document.getElementById('type');
      type.value = '0';
      type.dispatchEvent(new Event('change'));
    })()`);
    expect(await status()).toContain('30ns, 30.0%');
  });

  it('shows callers, the flame, names in order, both themes, help', async () => {
    await open('small.html', './small.pb');
    for (const key of ['i', 'ArrowDown']) await page.press(key);
    expect([await pressed('callers'), await selected()]).toEqual(['true', 'work']);
    await page.press('ArrowDown');
    expect(await selected()).toBe('main');
    await page.press('i');
    await page.press('v');
    expect(await pressed('upward')).toBe('true');
    for (const key of ['ArrowUp', 'ArrowUp']) await page.press(key);
    expect(await selected()).toBe('work');
    await page.press('v');
    await page.press('o');
    await page.press('ArrowLeft');
    expect(await selected()).toBe('idle');
    const light = await colorAt(0.5, 10);
    await page.press('d');
    expect([light, await colorAt(0.5, 10)]).toEqual(['255 255 255', '22 24 29']);
    await page.press('?');
    expect(await text('help')).toContain('the next sample type');
  });

  it('follows the colours of the system', async () => {
    await open('small.html', './small.pb');
    await page.emulateColorScheme('dark');
    await page.until(`document.getElementById('theme').textContent === 'Light'`);
    expect(await colorAt(0.5, 10)).toBe('22 24 29');
  });

  it('compares two profiles by colour and sign', async () => {
    await open('change.html', recorded('cpu'), recorded('cpu-later'));
    expect(await text('legend')).toContain('+ more than the base');
    await page.press('/');
    await page.type('main.renderPage');
    await page.press('Enter');
    const rows = JSON.parse(
      (await runProf(home.path, ['diff', recorded('cpu'), recorded('cpu-later'), '--cum', '--all', '--json']))
        .stdout,
    ).rows as { name: string; cum: { base: number; target: number } }[];
    const { cum } = rows.find(({ name }) => name === 'main.renderPage')!;
    const seconds = (ns: number) => (ns >= 1e9 ? `${(ns / 1e9).toFixed(2)}s` : `${Math.round(ns / 1e6)}ms`);
    expect(await status()).toContain(
      `${seconds(cum.base)} → ${seconds(cum.target)}: -${seconds(cum.base - cum.target)}`,
    );
    await page.press('Escape');
    // What became less is blue.
    const [red, , blue] = (await colorAt(0.6, 4)).split(' ').map(Number);
    expect(blue).toBeGreaterThan(red!);
  });

  it('shows a hostile name as text', async () => {
    await open('small.html', './small.pb');
    for (const key of ['/', 'o', 'n', 'e', 'r', 'r', 'o', 'r']) await page.press(key);
    await page.press('Enter');
    expect(await selected()).toBe(ATTACK.replace('\u202e', '\\u202e'));
    expect(await page.evaluate('document.images.length')).toBe(0);
    expect(await page.evaluate('document.scripts.length')).toBe(2);
    expect(await page.evaluate('document.title')).toBe('./small.pb - prof flame');
  });

  it('lets nothing else run, and nothing leave', async () => {
    const asked: string[] = [];
    const server = await startWebServer((request, response) => {
      asked.push(request.url!);
      response.end();
    });
    const { complaints, evaluate } = await open('small.html', './small.pb');
    page = await browser.newPage();
    await evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = 1';
      document.body.append(script);
      document.body.append(Object.assign(new Image(), { src: '${server.url}/x' }));
    })()`);
    expect(await evaluate(`fetch('${server.url}/').then(() => 'sent', () => 'refused')`)).toBe('refused');
    expect(await evaluate('document.title')).toBe('./small.pb - prof flame');
    await server.close();
    expect(asked).toEqual([]);
    for (const directive of ['script-src', 'default-src']) {
      expect(complaints.join()).toContain(directive);
    }
  });

  it('can be walked by tabs, and names all that it has', async () => {
    await open('small.html', './small.pb');
    const unnamed = await page.evaluate(`[...document.querySelectorAll('button, select, input, [role]')]
      .filter((each) => !(each.textContent || each.ariaLabel || each.labels?.length || each.role === 'status')).map((each) => each.id)`);
    expect(unnamed).toEqual([]);
    expect(await page.evaluate(`document.getElementById('graph').tabIndex`)).toBe(0);
    await page.evaluate(`document.getElementById('callers').focus()`);
    await page.press('Enter');
    expect(await pressed('callers')).toBe('true');
  });

  it('opens a profile of 300 MB of names, and says what it leaves out', async () => {
    const { total, decodedBytes } = await writeNames(`${home.path}/names.pb.gz`);
    expect(decodedBytes).toBeGreaterThan(300e6);
    await open('names.html', './names.pb.gz');
    expect(statSync(`${home.path}/names.html`).size).toBeLessThan(5e6);
    expect(await status()).toContain(`${total}, 100.0%`);
    expect(await text('notes')).toContain('notes on what is shown');
    const notes = await page.evaluate<string>(`document.querySelector('#notes ul').textContent`);
    expect(notes).toMatch(
      /^[\d,]+ boxes of this graph are too small for this file.* names and paths are cut after 1000 characters$/,
    );
  });

  it('opens a stack of 100,000 frames', async () => {
    const stack = Array.from({ length: 100_000 }, (_, i) => `f${i % 9}`).join(';');
    writeFileSync(`${home.path}/deep.folded`, `${stack} 1\n`);
    await open('deep.html', './deep.folded');
    await page.press('v');
    await page.press('ArrowUp');
    expect(await selected()).toBe('f0');
    await page.evaluate(`document.getElementById('graph').scrollTop = 0`);
    expect(await colorAt(0.5, 0)).not.toBe('255 255 255');
  });

  it('draws a picture that is XML', async () => {
    const run = await runProf(home.path, ['flame', './small.pb', '-o', 'small.svg', ...AS_RECORDED]);
    expect(run.exitCode).toBe(0);
    page = await browser.newPage();
    await page.open(pathToFileURL(`${home.path}/small.svg`).href);
    const titles = await page.evaluate<string[]>(
      `[...document.querySelectorAll('g title')].map((each) => each.textContent.split('\\n')[0])`,
    );
    expect(titles).toEqual(['all', 'main', 'work', 'idle', ATTACK.replace('\u202e', '\\u202e')]);
    expect(readFileSync(`${home.path}/small.svg`, 'utf8')).not.toContain('<script');
  });
});

/** 100,000 functions with names of 3,000 characters. */
async function writeNames(path: string): Promise<{ readonly total: number; readonly decodedBytes: number }> {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'samples', unit: 'count' }] });
  const rest = 'x'.repeat(2990);
  const count = 100_000;
  let total = 0;
  const places = Array.from({ length: count }, (_, i) =>
    builder.addLocation({ lines: [{ function: builder.addFunction({ name: `pkg.f${i}_${rest}` }) }] }),
  );
  for (let i = 0; i < count; i++) {
    const value = 1 + (i % 1000) + (i < 50 ? 100_000 : 0);
    builder.addSample([places[i]!, places[(7 * i) % 500]!], [value]);
    total += value;
  }
  let decodedBytes = 0;
  const pieces = function* () {
    for (const piece of encodePieces(builder.build())) {
      decodedBytes += piece.length;
      yield piece;
    }
  };
  writeFileSync(path, await gzipPieces(pieces()));
  return { total, decodedBytes };
}

describe('the picture of a flame graph', () => {
  const colors = () =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('svg > rect, g rect')].slice(0, 3).map((each) => getComputedStyle(each).fill)`,
    );

  it.each([
    ['one profile', ['cpu']],
    ['a comparison', ['cpu', 'cpu-later']],
  ])('of %s is light or dark as the system is', async (_, names) => {
    const args = [...names.map(recorded), '-o', 'picture.svg', '--overwrite'];
    expect(await runProf(home.path, ['flame', ...args])).toMatchObject({ exitCode: 0 });
    page = await browser.newPage();
    await page.emulateColorScheme('light');
    await page.open(pathToFileURL(`${home.path}/picture.svg`).href);
    const light = await colors();
    expect(light[0]).toBe('rgb(255, 255, 255)');
    await page.emulateColorScheme('dark');
    const dark = await colors();
    const brightness = (color: string) => Math.max(...color.match(/\d+/g)!.map(Number));
    for (const [i, color] of dark.entries()) expect(brightness(color)).toBeLessThan(brightness(light[i]!));
    expect(brightness(dark[0]!)).toBeLessThan(40);
    // Text stands out from every box.
    const ink = await page.evaluate<string>(`getComputedStyle(document.querySelector('g text')).fill`);
    expect(brightness(ink)).toBeGreaterThan(200);
  });
});
