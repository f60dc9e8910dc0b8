/** Any report as a stream of pieces, texts or bytes, that join to what the reference prints. */
import { callgrindOfPrepared } from './callgrind.ts';
import { dotOfPrepared } from './dot.ts';
import { type ListDeps, listOfPrepared, renderList } from './list.ts';
import type { PreparedReport } from './prepare-report.ts';
import { protoReport } from './proto.ts';
import { rawOfPrepared } from './raw.ts';
import type { ReportKind } from './report-options.ts';
import { renderTags, tagsOfPrepared } from './tags.ts';
import { renderTop, topOfPrepared } from './top.ts';
import { topProtoReport } from './topproto.ts';
import { tracesOfPrepared } from './traces.ts';
import { renderTree, treeOfPrepared } from './tree.ts';

/** Kinds whose report is no text. */
export const isBinaryKind = (kind: ReportKind): boolean => kind === 'proto' || kind === 'topproto';

/** Each piece is valid until the next one is asked for. Fails with USAGE, before the first piece, where the report looks for something that is not there. */
export async function reportPieces(
  report: PreparedReport,
  deps: ListDeps,
): Promise<Iterable<string | Uint8Array>> {
  switch (report.kind) {
    case 'proto':
      return [await protoReport(report)];
    case 'topproto':
      return [topProtoReport(report)];
    case 'raw':
      return rawOfPrepared(report);
    case 'top':
    case 'text':
      return [renderTop(topOfPrepared(report))];
    case 'tree':
    case 'peek':
      return renderTree(treeOfPrepared(report));
    case 'traces':
      return tracesOfPrepared(report);
    case 'tags':
      return renderTags(tagsOfPrepared(report));
    case 'list':
      return renderList(await listOfPrepared(report, deps));
    case 'dot':
      return dotOfPrepared(report);
    case 'comments':
      return report.profile.comments.map((comment) => `${comment}\n`);
    case 'callgrind':
      return callgrindOfPrepared(report);
  }
}
