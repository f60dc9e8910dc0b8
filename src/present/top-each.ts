import type { FailedOne, TableOfOne } from '../report/top-each.ts';
import { type FailureDocument, failureDocument } from './store-text.ts';
import { type TopDocument, topDocument } from './top.ts';

/** What `prof top --each --json` prints. */
export interface TopEachDocument {
  readonly schema: 'prof.top.each.v1';
  /** Of each profile by itself what `prof.top.v1` says. */
  readonly reports: readonly Omit<TopDocument, 'schema'>[];
  readonly errors?: readonly FailureDocument[];
}

export function topEachDocument(outcome: {
  readonly tables: readonly TableOfOne[];
  readonly failed: readonly FailedOne[];
}): TopEachDocument {
  const errors = outcome.failed.map(({ name, error }) => failureDocument(name, error));
  return {
    schema: 'prof.top.each.v1',
    reports: outcome.tables.map(({ name, report }) => {
      const { schema: _, ...rest } = topDocument(report, { names: [name], baseNames: [] });
      return rest;
    }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}
