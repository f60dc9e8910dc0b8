import { Flags } from '@oclif/core';
import { safeText } from '../kit/safe-text.ts';
import { paint } from '../present/paint.ts';
import { failureLine } from '../present/store-text.ts';
import { terminalReport } from '../present/terminal-report.ts';
import type { ReportOptions } from '../report/report-options.ts';
import { exactBytes } from '../report/safe-lines.ts';
import { renderTop, topLines } from '../report/top.ts';
import { type FailedOne, type TableOfOne, topEach } from '../report/top-each.ts';
import type { ListOptions } from '../store/list-profiles.ts';
import type { CommandContext } from './base-command.ts';
import type { Output } from './output.ts';
import { loadDepsOf, type SubjectFlags, sourcesOf } from './report-command.ts';
import { filterFlags } from './selection-flags.ts';

const EACH = 'EACH';

/** The flags of a listing, which mean something only beside --each. */
function withEach<Table extends Record<string, object>>(flags: Table): Table {
  const entries = Object.entries(flags).map(([name, flag]) => [
    name,
    { ...flag, dependsOn: ['each'], helpGroup: EACH },
  ]);
  return Object.fromEntries(entries) as Table;
}

/** For a report on each of many profiles. */
export const eachFlags = {
  each: Flags.boolean({
    summary: 'a report for every profile by itself: of the references, or of all that these flags choose',
    exclusive: ['base', 'diff-base', 'csv', 'output'],
    helpGroup: EACH,
  }),
  ...withEach(filterFlags),
};

interface EachFlags {
  readonly service?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly date?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Which profiles of the store the flags choose. */
export const listedBy = ({ service, type, date, since, until }: EachFlags): ListOptions => ({
  services: service,
  types: type,
  date,
  since,
  until,
});

export interface EachOutcome {
  /** Tables only with --json, where all are needed at once. */
  readonly tables: readonly TableOfOne[];
  readonly failed: readonly FailedOne[];
}

/**
 * Prints table after table as they are made, each under its profile's name; what fails is said at once.
 * @throws ProfError the first failure where all failed.
 */
export async function printTopEach(
  references: readonly string[],
  listed: ListOptions,
  report: Partial<ReportOptions>,
  { flags, context }: { readonly flags: SubjectFlags; readonly context: CommandContext },
): Promise<EachOutcome> {
  const { out, page } = context;
  const options = { references, listed, sources: sourcesOf(flags), report };
  const loadDeps = await loadDepsOf(flags, context);
  const deps = { ...loadDeps, zoneName: process.env.TZ, warn: (message: string) => out.note(message) };
  const kept: TableOfOne[] = [];
  const failed: FailedOne[] = [];
  let count = 0;
  const tables = async function* (): AsyncGenerator<TableOfOne> {
    for await (const one of topEach(options, deps)) {
      if ('error' in one) {
        failed.push(one);
        out.warn(failureLine(one.name, one.error));
        continue;
      }
      count++;
      if (out.json) kept.push(one);
      else yield one;
    }
  };
  if (out.isTerminal || out.color) await page(dressed(tables(), out));
  else await printExact(tables(), out);
  if (count === 0 && failed[0]) throw failed[0].error;
  return { tables: kept, failed };
}

/** As `head` and `tail` name files before what they show of each. */
const title = (name: string, isFirst: boolean): string => `${isFirst ? '' : '\n'}==> ${name} <==\n`;

async function* dressed(
  tables: AsyncIterable<TableOfOne>,
  { columns, color }: Output,
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const { name, report } of tables) {
    yield paint(title(safeText(name), isFirst), 'bold', color);
    yield* terminalReport(topLines(report), { columns, color });
    isFirst = false;
  }
}

async function printExact(tables: AsyncIterable<TableOfOne>, out: Output): Promise<void> {
  let isFirst = true;
  for await (const { name, report } of tables) {
    // Whoever read it is gone: the rest need not be made.
    if (!(await out.passOn(exactBytes(title(name, isFirst) + renderTop(report))))) return;
    isFirst = false;
  }
}
