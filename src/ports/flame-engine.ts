import type { ProfileDiff } from '../compare/diff.ts';
import type { CallTree } from '../flame/call-tree.ts';
import type { Screen } from '../flame/first-look.ts';
import type { FrameColumns } from '../flame/frames.ts';
import type { FlameFacts, TreeSettings } from '../flame/view/view-state.ts';
import type { FunctionColumns, TextReport, TextReportRequest } from './profile-reports.ts';

export interface OpenedFlame {
  readonly facts: FlameFacts;
  /** What the command asked for. */
  readonly settings: TreeSettings;
}

/** A profile behind the views of it on a screen: all that takes longer than a key may. Requests are answered in turn. */
export interface FlameEngine {
  /** Loads the profile. @throws ProfError as loading does */
  open(): Promise<OpenedFlame>;
  /** What of the tree can be seen, of profiles that are so large that this is much less; undefined: ask for the tree. */
  look(settings: TreeSettings, screen: Screen): Promise<CallTree | undefined>;
  tree(settings: TreeSettings): Promise<CallTree>;
  /** The frames of such a tree; they depend on granularity, inlined functions and normalization alone. */
  frames(settings: TreeSettings): Promise<FrameColumns>;
  /** Per frame 1 if its name matches. @throws ProfError USAGE for what is no pattern */
  match(settings: TreeSettings, pattern: string): Promise<Uint8Array>;
  /**
   * Writes folded stacks, the filtered profile, a page or a picture, as the name ends; a file that is there stays.
   * @throws ProfError USAGE for other endings and where there is a file
   */
  write(settings: TreeSettings, path: string): Promise<void>;
  /** All functions, however small. */
  functions(settings: TreeSettings): Promise<FunctionColumns>;
  /** @throws ProfError USAGE where no function is called so */
  report(request: TextReportRequest): Promise<TextReport>;
  /** Function by function what changed between the two that are compared. @throws ProfError as diffs do */
  changes(settings: TreeSettings): Promise<ProfileDiff>;
  /** Gives up whatever is under way. */
  close(): void;
}

/**
 * Starts an engine on a thread of its own.
 * @param start what to show: plain data
 * @param onNote gets what there is to say while profiles are loaded
 */
export type StartFlameEngine<Start> = (start: Start, onNote: (note: string) => void) => FlameEngine;
