import type { FlamePage } from '../ports/flame-page.ts';
import { escapeMarkup, scriptJson } from './escape.ts';
import type { PageData } from './page-data.ts';
import { contentSecurityPolicy } from './policy.ts';

/** One document that needs no other: page, style, script, data. */
export function writeHtml(data: PageData, { html, style, script }: FlamePage): string {
  const parts: Readonly<Record<string, string>> = {
    title: escapeMarkup([...data.profiles, ...data.base].slice(0, 2).join(' : ')),
    policy: escapeMarkup(contentSecurityPolicy(script, style)),
    style,
    data: scriptJson(data),
    script,
  };
  return html.replace(PLACES, (place) => parts[place.replace(/\W/g, '')]!);
}

const PLACES = /%(?:title|policy)%|"%data%"|\/\*%(?:style|script)%\*\//g;
