import { safeText } from '../kit/safe-text.ts';
import { formatValue, percentage } from '../profile/measurement.ts';
import type { ProfileHead, ShownProfile } from '../report/show-profile.ts';
import type { TopReport } from '../report/top.ts';
import { type ProfileDocument, profileDocument } from './ls.ts';
import { isoTime, sizeText } from './store-text.ts';
import { formatFacts } from './table.ts';
import { type TopRowDocument, topDocument } from './top.ts';

/** What `prof show --json` prints. */
export interface ShowDocument {
  readonly schema: 'prof.show.v1';
  readonly profiles: readonly ShownDocument[];
}

export interface ShownDocument {
  /** The key, the path, the URL, or `-`. */
  readonly name: string;
  /** What the store says; null for files and URLs. */
  readonly stored: ProfileDocument | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** The metadata, and what the profile's comments say beside it. */
  readonly provenance: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  readonly format: string | null;
  /** What the profile says of itself; null for Go's execution traces. */
  readonly profile: HeadDocument | null;
}

export interface HeadDocument {
  readonly sampleTypes: readonly {
    readonly type: string;
    readonly unit: string;
    readonly total: bigint;
    readonly default: boolean;
  }[];
  readonly period: { readonly type: string; readonly unit: string; readonly value: bigint } | null;
  readonly time: string | null;
  readonly durationNanos: bigint;
  readonly samples: number;
  readonly functions: number;
  /** What uses most of the default sample type. */
  readonly top: readonly TopRowDocument[];
  readonly comments: readonly string[];
}

export function showDocument(shown: readonly ShownProfile[]): ShowDocument {
  return {
    schema: 'prof.show.v1',
    profiles: shown.map(({ name, entry, metadata, provenance, sizeBytes, format, head }) => ({
      name,
      stored: entry ? profileDocument(entry) : null,
      metadata,
      provenance,
      sizeBytes,
      format: format ?? null,
      profile: head ? headDocument(head) : null,
    })),
  };
}

function headDocument(head: ProfileHead): HeadDocument {
  return {
    sampleTypes: head.sampleTypes.map(({ type, unit }, index) => ({
      type,
      unit,
      total: head.totals[index]!,
      default: index === defaultIndex(head),
    })),
    period: head.periodType ? { ...head.periodType, value: head.period } : null,
    time: head.timeMs === undefined ? null : isoTime(head.timeMs),
    durationNanos: head.durationNanos,
    samples: head.sampleCount,
    functions: head.functionCount,
    top: topDocument(head.top, { names: [], baseNames: [] }).rows,
    comments: head.comments,
  };
}

/** The value that reports show when none is asked for: the one that the profile names, else the last. */
function defaultIndex(head: ProfileHead): number {
  const named = head.sampleTypes.findIndex(({ type }) => type === head.defaultSampleType);
  return named === -1 ? head.sampleTypes.length - 1 : named;
}

/** Metadata and head of each profile, a block each. */
export function showText(shown: readonly ShownProfile[]): string {
  return shown.map(blockOf).join('\n');
}

const SHOWN_ABOVE = new Set(['service', 'profile-type', 'timestamp', 'pod-name']);

function blockOf({ name, entry, provenance: known, sizeBytes, format, head }: ShownProfile): string {
  const facts: [string, string | undefined][] = [
    // The metadata knows better than the key.
    ['service', known.service ?? entry?.service],
    ['type', known['profile-type'] ?? entry?.type],
    ['time', known.timestamp ?? (entry && isoTime(entry.timeMs))],
    ['pod', known['pod-name'] ?? entry?.suffix],
    ['size', sizeText(sizeBytes)],
    ['format', format],
    ...(head ? headFacts(head) : []),
  ];
  const more = Object.entries(known).filter(([key]) => !SHOWN_ABOVE.has(key));
  const sections = [
    ['top', head ? topLinesOf(head.top) : ''],
    ['provenance', formatFacts(more, '    ')],
    ['comments', (head?.remarks ?? []).map(commentLine).join('')],
  ];
  const shown = sections.filter(([, text]) => text !== '').map(([title, text]) => `  ${title}\n${text}`);
  return `${safeText(name)}\n${formatFacts(facts)}${shown.join('')}`;
}

const commentLine = (comment: string): string => `    ${safeText(comment)}\n`;

/** Part of the total, value, name. */
function topLinesOf({ rows, total, sampleUnit }: TopReport): string {
  const lines = rows.map(({ name, flat }) => {
    const value = formatValue(flat, sampleUnit, 'auto').padStart(10);
    return `    ${percentage(flat, total).padStart(6)} ${value}  ${safeText(name)}\n`;
  });
  return lines.join('');
}

function headFacts(head: ProfileHead): [string, string | undefined][] {
  const { periodType } = head;
  const chosen = defaultIndex(head);
  return [
    ['taken', head.timeMs === undefined ? undefined : isoTime(head.timeMs)],
    [
      'duration',
      head.durationNanos > 0n ? formatValue(head.durationNanos, 'nanoseconds', 'auto') : undefined,
    ],
    ['period', periodType && `${formatValue(head.period, periodType.unit, 'auto')} of ${periodType.type}`],
    ['samples', `${head.sampleCount} in ${head.functionCount} functions`],
    ...head.sampleTypes.map(({ type, unit }, index): [string, string] => [
      index === 0 ? 'totals' : ' ',
      `${formatValue(head.totals[index]!, unit, 'auto')} ${type} (${unit})${index === chosen ? ', the default' : ''}`,
    ]),
  ];
}
