import { buildCallTree } from '../flame/build-call-tree.ts';
import type { FrameTable } from '../flame/frames.ts';
import { stackValues } from '../flame/stack-tree.ts';
import { safeText } from '../kit/safe-text.ts';
import type { FlameReport } from '../report/flame-report.ts';
import type { PageData, PageType } from './page-data.ts';
import { pageTree } from './page-tree.ts';
import { shownNames, shownText } from './shown-text.ts';
import { VisibleFrames } from './visible-frames.ts';

/** What is narrower than this share of the whole is seen in no window. A focus makes a part of a profile the whole. */
const MIN_FRACTION = 1e-4;
/** Of names and nodes, shared among trees: what one leaves is the next one's. */
const BUDGET_BYTES = 4_000_000;
/** Profilers have four at most; a stranger may send a million. */
const MAX_TYPES = 20;

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
  const { sampleTypes, sampleIndex } = report;
  const visible = new VisibleFrames(frames);
  const others = sampleTypes.map((_, index) => index).filter((index) => index !== sampleIndex);
  const order = [sampleIndex, ...others].slice(0, MAX_TYPES);
  const typeOf = new Map<number, PageType>();
  for (const [done, index] of order.entries()) {
    // The first is what was asked for: it gets twice the room of each other, for most names are new with it.
    const part = done === 0 ? 2 / (order.length + 1) : 1 / (order.length - done);
    const share = (budgetBytes - visible.usedBytes) * part;
    typeOf.set(index, pageType(frames, report, { index, visible, budgetBytes: share }));
  }
  const shown = order.sort((a, b) => a - b);
  return {
    profiles: shownNames(names),
    base: shownNames(baseNames),
    notes: [
      ...notes.map(safeText),
      ...(shown.length < sampleTypes.length ? [`${shown.length} of ${sampleTypes.length} sample types`] : []),
      ...visible.notes(),
    ],
    minFraction: MIN_FRACTION,
    frames: visible.table(),
    types: shown.map((index) => typeOf.get(index)!),
    chosen: shown.indexOf(sampleIndex),
  };
}

interface TypeOptions {
  readonly index: number;
  readonly visible: VisibleFrames;
  readonly budgetBytes: number;
}

function pageType(
  frames: FrameTable,
  { source, sampleTypes, totals }: FlameReport,
  { index, visible, budgetBytes }: TypeOptions,
): PageType {
  const values = stackValues(source.stacks, source.profile.samples.values[index]!, source.isBase);
  const treeWithin = (isInverted: boolean, bytes: number) => {
    visible.allowUpTo(visible.usedBytes + bytes);
    const options = { isInverted, minFraction: MIN_FRACTION };
    const tree = buildCallTree({ stacks: source.stacks, frames, values }, options);
    return pageTree(tree, visible, MIN_FRACTION);
  };
  const usedBefore = visible.usedBytes;
  // Callers have fewer boxes: they go first, and calls get what they leave.
  const callers = treeWithin(true, budgetBytes / 2);
  const calls = treeWithin(false, budgetBytes - (visible.usedBytes - usedBefore));
  const { type, unit } = sampleTypes[index]!;
  return { name: shownText(type), unit: shownText(unit), total: Number(totals[index]!), calls, callers };
}
