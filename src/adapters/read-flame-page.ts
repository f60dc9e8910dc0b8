import { readFile } from 'node:fs/promises';
import type { FlamePage } from '../ports/flame-page.ts';

/** The page as it was built; the sources alone have none. */
export async function readFlamePage(): Promise<FlamePage> {
  const read = (name: string) => readFile(new URL(`../flame-page/${name}`, import.meta.url), 'utf8');
  const [html, style, script] = await Promise.all(['page.html', 'style.css', 'page.js'].map(read));
  return { html: html!, style: style!.trimEnd(), script: script!.trimEnd() };
}
