import { readFile } from 'node:fs/promises';
import type { FlamePage } from '../ports/flame-page.ts';

/** Browsers take the page as it was built only: sources that run by themselves use what was built of them. */
const FOLDER = import.meta.url.endsWith('.ts') ? '../../dist/flame-page/' : '../flame-page/';

export async function readFlamePage(): Promise<FlamePage> {
  const read = (name: string) => readFile(new URL(`${FOLDER}${name}`, import.meta.url), 'utf8');
  const [html, style, script] = await Promise.all(['page.html', 'style.css', 'page.js'].map(read));
  return { html: html!, style: style!.trimEnd(), script: script!.trimEnd() };
}
