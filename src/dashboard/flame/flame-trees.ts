import type { CallTree } from '../../flame/call-tree.ts';
import type { Screen } from '../../flame/first-look.ts';
import { type FrameTable, frameTable } from '../../flame/frames.ts';
import type { ShownTree, TreeSettings } from '../../flame/view/view-state.ts';
import type { FlameEngine } from '../../ports/flame-engine.ts';

/** Trees of an engine with their frames, which come once for all trees of the same kind. */
export class FlameTrees {
  private readonly engine: FlameEngine;
  private readonly tables = new Map<string, Promise<FrameTable>>();

  constructor(engine: FlameEngine) {
    this.engine = engine;
  }

  async make(settings: TreeSettings): Promise<ShownTree> {
    return this.shown(settings, await this.engine.tree(settings));
  }

  /** Only what can be seen, where that is made much sooner. */
  async look(settings: TreeSettings, screen: Screen): Promise<ShownTree | undefined> {
    const tree = await this.engine.look(settings, screen);
    return tree && this.shown(settings, tree);
  }

  private async shown(settings: TreeSettings, tree: CallTree): Promise<ShownTree> {
    const key = `${settings.granularity} ${settings.noInlines} ${settings.isNormalized}`;
    const frames = this.tables.get(key) ?? this.engine.frames(settings).then(frameTable);
    this.tables.set(key, frames);
    return { settings, tree, frames: await frames };
  }
}
