import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type TerminalLook, terminalReport } from '../../../src/present/terminal-report.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { rawLines, tagLines, traceLines } from '../../../src/report/lines-of-text.ts';
import { type PreparedReport, prepareReport } from '../../../src/report/prepare-report.ts';
import { rawOfPrepared } from '../../../src/report/raw.ts';
import type { ReportLine } from '../../../src/report/report-line.ts';
import { textOf } from '../../../src/report/safe-lines.ts';
import { renderTags, tagsOfPrepared } from '../../../src/report/tags.ts';
import { renderTop, topLines, topOfPrepared } from '../../../src/report/top.ts';
import { tracesOfPrepared } from '../../../src/report/traces.ts';
import { renderTree, treeLines, treeOfPrepared } from '../../../src/report/tree.ts';
import { anyProfile } from '../../support/arbitrary-profile.ts';
import { collectText } from '../../support/collect.ts';

const recorded = (path: string): Profile =>
  decodePprof(readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url)));

const PROFILES = {
  go: recorded('profiles/go/1.26/cpu.pb.gz'),
  heap: recorded('profiles/go/1.26/heap.pb.gz'),
  labels: recorded('pprof-oracle/in/rich.pb'),
  negative: recorded('pprof-oracle/in/negative.pb'),
};

interface Form {
  readonly exact: (report: PreparedReport) => Iterable<string | Uint8Array>;
  readonly lines: (report: PreparedReport) => Iterable<ReportLine>;
}

const FORMS = {
  top: {
    exact: (report) => [renderTop(topOfPrepared(report))],
    lines: (report) => topLines(topOfPrepared(report)),
  },
  tree: {
    exact: (report) => renderTree(treeOfPrepared(report)),
    lines: (report) => treeLines(treeOfPrepared(report)),
  },
  traces: { exact: tracesOfPrepared, lines: (report) => traceLines(tracesOfPrepared(report)) },
  tags: {
    exact: (report) => renderTags(tagsOfPrepared(report)),
    lines: (report) => tagLines(renderTags(tagsOfPrepared(report))),
  },
  raw: { exact: rawOfPrepared, lines: (report) => rawLines(rawOfPrepared(report)) },
} satisfies Record<string, Form>;

const KINDS = Object.keys(FORMS) as (keyof typeof FORMS)[];
const cases = Object.keys(PROFILES).flatMap((name) => KINDS.map((kind) => [kind, name] as const));

async function dressed(
  kind: keyof typeof FORMS,
  profile: Profile,
  look: TerminalLook,
): Promise<{ shown: string; exact: string }> {
  const report = await prepareReport(profile, kind);
  const { lines, exact } = FORMS[kind];
  return {
    shown: await collectText(terminalReport(lines(report), look)),
    exact: Array.from(exact(report), textOf).join(''),
  };
}

/** Blanks at the ends of lines and tabs, which only the titles of tree have, do not show. */
const visible = (text: string) => text.replace(/[\t ]+$/gm, '');

describe('a report on a terminal', () => {
  it.each(cases)('is the exact text under its colours: %s of %s', async (kind, name) => {
    const { shown, exact } = await dressed(kind, PROFILES[name as keyof typeof PROFILES], {
      columns: undefined,
      color: true,
    });
    expect(visible(stripVTControlCharacters(shown))).toBe(visible(exact));
    // No colour lasts beyond its line: every line ends with all of them off.
    for (const line of shown.split('\n')) {
      const codes = [...line.matchAll(/\x1b\[([\d;]+)m/g)].flatMap(([, code]) => code!.split(';'));
      const on = { weight: false, color: false };
      for (const code of codes) {
        if (code === '22') on.weight = false;
        else if (code === '39') on.color = false;
        else if (Number(code) < 10) on.weight = true;
        else on.color = true;
      }
      expect(on).toEqual({ weight: false, color: false });
    }
  });

  it.each(cases)('fits the width, all values whole: %s of %s', async (kind, name) => {
    if (kind === 'raw') return; // a table of numbers: all of it counts
    const { shown, exact } = await dressed(kind, PROFILES[name as keyof typeof PROFILES], {
      columns: 80,
      color: false,
    });
    // Blanks may be fewer, dashes too: what is left is the same.
    const squeezed = (line: string) => line.replace(/ +/g, ' ').replace(/-+/g, '-').trim();
    const wanted = exact.split('\n').map(squeezed);
    for (const [i, line] of shown.split('\n').entries()) {
      const whole = wanted[i]!;
      const seen = squeezed(line);
      // Lines about the profile are facts, to be read in full; the titles of tree have words of their own.
      if (seen !== whole || /^ *-?[\d.]+\w* .*%/.test(line))
        expect(stringWidth(line), line).toBeLessThanOrEqual(80);
      if (seen === whole || seen.startsWith('flat flat%')) continue;
      const [start, end] = seen.split('…') as [string, string];
      expect(whole.startsWith(start) && whole.endsWith(end), line).toBe(true);
    }
  });

  it('shows control characters, and sends none but its own colours', async () => {
    await fc.assert(
      fc.asyncProperty(anyProfile, fc.constantFrom(...KINDS), async (profile, kind) => {
        let shown: string;
        try {
          ({ shown } = await dressed(kind, profile, { columns: 100, color: true }));
        } catch {
          return; // a profile that there is no such report of
        }
        const { shown: plain } = await dressed(kind, profile, { columns: 100, color: false });
        const stripped = shown.replace(/\x1b\[(?:1|2|22|31|33|36|39|1;31|22;39)m/g, '');
        expect(visible(stripped)).toBe(visible(plain));
        expect(stripped).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('lets hot lines stand out, and packages stand back', async () => {
    const lines: ReportLine[] = [
      { kind: 'row', start: '90 ', name: 'net/http.(*conn).serve', share: 0.9 },
      { kind: 'row', start: ' 1 ', name: 'net/http.(*conn).serve', end: ' (inline)', share: 0.01 },
      { kind: 'row', start: ' 1 ', name: 'net/http.(*conn).serve', share: 0.01 },
      { kind: 'source', start: '. . 1:', name: '\tif x {', share: 0 },
    ];
    const shown = await collectText(terminalReport(lines, { columns: undefined, color: true }));
    expect(shown.split('\n')).toEqual([
      '\x1b[1;31m90 \x1b[22;39m\x1b[1mnet/http.(*conn).serve\x1b[22m',
      ' 1 \x1b[2mnet/\x1b[22mhttp.(*conn).serve\x1b[2m (inline)\x1b[22m',
      ' 1 \x1b[2mnet/\x1b[22mhttp.(*conn).serve',
      '\x1b[2m. . 1:    if x {\x1b[22m',
      '',
    ]);
  });

  it('is made as it is read', async () => {
    let made = 0;
    function* lines(): Generator<ReportLine> {
      for (; made < 10_000_000; made++) yield { kind: 'row', start: '1 ', name: 'main.main' };
    }
    const chunks = terminalReport(lines(), { columns: 80, color: true });
    await chunks.next();
    expect(made).toBeLessThan(10_000);
    await chunks.return(undefined);
  });
});
