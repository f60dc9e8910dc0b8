import { buildCallTree } from '../flame/build-call-tree.ts';
import type { CallTree } from '../flame/call-tree.ts';
import { firstLook, type Screen } from '../flame/first-look.ts';
import { buildFrames, type FrameTable } from '../flame/frames.ts';
import { stackValues } from '../flame/stack-tree.ts';
import { treeOptionsOf } from '../flame/view/tree-request.ts';
import type { TreeSettings } from '../flame/view/view-state.ts';
import type { FlameReport } from '../report/flame-report.ts';

/** From so many frames of stacks on the whole tree takes several times as long as what can be seen. */
const LOOK_FROM_FRAMES = 2_000_000;

/** A profile as it was loaded, and the frames that were made of it. */
export class ProfileSide {
  readonly report: FlameReport;
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
  private readonly tables = new Map<string, FrameTable>();

  constructor(report: FlameReport, names: readonly string[], baseNames: readonly string[]) {
    this.report = report;
    this.names = names;
    this.baseNames = baseNames;
  }

  frames({ granularity, noInlines }: Pick<TreeSettings, 'granularity' | 'noInlines'>): FrameTable {
    const key = `${granularity} ${noInlines}`;
    let frames = this.tables.get(key);
    if (frames === undefined) {
      frames = buildFrames(this.report.source.profile, { ...this.report.nodes, granularity, noInlines });
      this.tables.set(key, frames);
    }
    return frames;
  }

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
}
