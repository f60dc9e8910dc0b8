// Records docs/flame.png and docs/flame-change.png from the built prof: node test/support/record-flame-picture.ts
import { copyFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from './browser.ts';
import { ROOT, runProf, temporaryFolder } from './run-prof.ts';

const home = temporaryFolder();
for (const name of ['cpu', 'cpu-later']) {
  copyFileSync(`${ROOT}fixtures/profiles/go/1.26/${name}.pb.gz`, `${home.path}/${name}.pb.gz`);
}
await using browser = await launchBrowser();
for (const [picture, scheme, profiles, keys] of [
  ['flame', 'light', ['cpu.pb.gz'], ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']],
  [
    'flame-change',
    'dark',
    ['cpu.pb.gz', 'cpu-later.pb.gz'],
    ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown'],
  ],
] as const) {
  await runProf(home.path, ['flame', ...profiles, '-o', `${picture}.html`]);
  const page = await browser.newPage({ width: 1000, height: 420 });
  await page.emulateColorScheme(scheme);
  await page.open(pathToFileURL(`${home.path}/${picture}.html`).href);
  for (const key of keys) await page.press(key);
  await page.evaluate('new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))');
  writeFileSync(`${ROOT}docs/${picture}.png`, await page.screenshot());
}
home.remove();
