import { buildCallTree } from '../flame/build-call-tree.ts';
import type { CallTree } from '../flame/call-tree.ts';
import { firstLook, type Screen } from '../flame/first-look.ts';
import { type FrameColumns, type FrameTable, frameColumns, frameTable } from '../flame/frames.ts';
import { stackValues } from '../flame/stack-tree.ts';
import { treeOptionsOf } from '../flame/view/tree-request.ts';
import type { TreeSettings } from '../flame/view/view-state.ts';
import type { FlameReport } from '../report/flame-report.ts';

/** From so many frames of stacks on the whole tree takes several times as long as what can be seen. */
const LOOK_FROM_FRAMES = 2_000_000;

type FrameSettings = Pick<TreeSettings, 'granularity' | 'noInlines'>;

/** A profile as it was loaded, and the frames that were made of it. */
export class ProfileSide {
  readonly report: FlameReport;
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
  private readonly tables = new Map<string, { readonly columns: FrameColumns; readonly table: FrameTable }>();

  constructor(report: FlameReport, names: readonly string[], baseNames: readonly string[]) {
    this.report = report;
    this.names = names;
    this.baseNames = baseNames;
  }

  frames = (settings: FrameSettings): FrameTable => this.both(settings).table;
  columns = (settings: FrameSettings): FrameColumns => this.both(settings).columns;

  tree(settings: TreeSettings): CallTree {
    const { stacks, profile, isBase } = this.report.source;
    const frames = this.frames(settings);
    const values = stackValues(stacks, profile.samples.values[settings.sampleIndex]!, isBase);
    return buildCallTree({ stacks, frames, values }, treeOptionsOf(settings, frames));
  }

  /** Of a comparison there is none: its widths are told by whole stacks. */
  look(settings: TreeSettings, screen: Screen): CallTree | undefined {
    const { profile, isBase } = this.report.source;
    const isPlain = !settings.isInverted && !settings.isCollapsed && settings.filters.length === 0;
    if (isBase !== undefined || !isPlain || profile.samples.stack.length < LOOK_FROM_FRAMES) return undefined;
    return firstLook(profile.samples, settings.sampleIndex, this.frames(settings), screen);
  }

  private both({ granularity, noInlines }: FrameSettings) {
    const key = `${granularity} ${noInlines}`;
    let found = this.tables.get(key);
    if (found === undefined) {
      const { source, nodes } = this.report;
      const columns = frameColumns(source.profile, { ...nodes, granularity, noInlines });
      found = { columns, table: frameTable(columns) };
      this.tables.set(key, found);
    }
    return found;
  }
}
