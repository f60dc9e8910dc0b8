import { buildCallTree } from '../flame/build-call-tree.ts';
import type { FrameTable } from '../flame/frames.ts';
import { stackValues } from '../flame/stack-tree.ts';
import { safeText } from '../kit/safe-text.ts';
import type { FlameReport } from '../report/flame-report.ts';
import type { PageData, PageType } from './page-data.ts';
import { pageTree } from './page-tree.ts';
import { VisibleFrames } from './visible-frames.ts';

/** What is narrower than this share of the whole is seen in no window. A focus makes a part of a profile the whole. */
const MIN_FRACTION = 1e-4;
/** Of names and nodes, shared among trees: what one leaves is the next one's. */
const BUDGET_BYTES = 4_000_000;

interface Subject {
  readonly report: FlameReport;
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
  readonly notes?: readonly string[];
}

/** All that the page shows: for each sample type its calls and its callers. */
export function pageData(
  frames: FrameTable,
  { report, names, baseNames, notes = [] }: Subject,
  budgetBytes = BUDGET_BYTES,
): PageData {
  const { source, sampleTypes, totals, sampleIndex } = report;
  const visible = new VisibleFrames(frames);
  const others = sampleTypes.map((_, index) => index).filter((index) => index !== sampleIndex);
  const order = [sampleIndex, ...others];
  const types: PageType[] = [];
  for (const [done, index] of order.entries()) {
    const values = stackValues(source.stacks, source.profile.samples.values[index]!, source.isBase);
    const share = (budgetBytes - visible.usedBytes) / (order.length - done);
    const treeOf = (isInverted: boolean, part: number) => {
      const options = { isInverted, minFraction: MIN_FRACTION };
      visible.allowUpTo(visible.usedBytes + part);
      return pageTree(
        buildCallTree({ stacks: source.stacks, frames, values }, options),
        visible,
        MIN_FRACTION,
      );
    };
    const usedBefore = visible.usedBytes;
    // Callers have fewer boxes: they go first, and calls get what they leave.
    const callers = treeOf(true, share / 2);
    const calls = treeOf(false, share - (visible.usedBytes - usedBefore));
    const { type: name, unit } = sampleTypes[index]!;
    types[index] = {
      name: safeText(name),
      unit: safeText(unit),
      total: Number(totals[index]!),
      calls,
      callers,
    };
  }
  return {
    profiles: names.map(safeText),
    base: baseNames.map(safeText),
    isComparison: source.isBase !== undefined,
    notes: [...notes.map(safeText), ...visible.notes()],
    minFraction: MIN_FRACTION,
    frames: visible.table(),
    types,
    chosen: sampleIndex,
  };
}
