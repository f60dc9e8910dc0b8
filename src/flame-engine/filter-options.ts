import type { FunctionFilter, TreeSettings } from '../flame/view/view-state.ts';
import type { Granularity } from '../profile/graph-nodes.ts';
import type { ReportOptions } from '../report/report-options.ts';

/** The settings of a screen in the words of reports. */
export function filterOptions(settings: TreeSettings): Partial<ReportOptions> {
  const pattern = (kind: FunctionFilter['kind']) => patternFor(settings.filters, kind);
  return {
    sampleIndex: String(settings.sampleIndex),
    granularity: settings.granularity,
    noInlines: settings.noInlines,
    focus: pattern('focus'),
    ignore: pattern('ignore'),
    hide: pattern('hide'),
  };
}

/** The same for reports that are text: there a function is one, whatever files it stands in. */
export function textOptions(settings: TreeSettings): Partial<ReportOptions> {
  const options = filterOptions(settings);
  return options.granularity === 'filefunctions' ? { ...options, granularity: '' } : options;
}

/** Matches the functions of these filters and no others; empty for none. */
export function patternFor(filters: readonly FunctionFilter[], kind: FunctionFilter['kind']): string {
  const names = filters.filter((filter) => filter.kind === kind).map(({ name }) => quoted(name));
  if (names.length === 0) return '';
  return names.length === 1 ? `^${names[0]}$` : `^(?:${names.join('|')})$`;
}

const quoted = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Matches a function in reports that look for one; where nodes are lines, all of its lines. */
export function functionPattern(name: string, granularity: Granularity): string {
  const isWhole = granularity === 'filefunctions' || granularity === 'functions';
  return isWhole ? `^${quoted(name)}$` : `^${quoted(name)}(?: |$)`;
}
