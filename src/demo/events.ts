import type { CaptureResult } from '../capture/capture-result.ts';
import type { CaptureEvent } from '../capture/events.ts';
import type { ProfileDiff } from '../compare/diff.ts';
import type { SampleName } from '../ports/sample-programs.ts';
import type { ProfileList } from '../store/list-profiles.ts';

export interface DemoService {
  readonly name: SampleName;
  readonly pid: number;
  /** As `prof capture` takes it. */
  readonly target: string;
}

/** What the demo tells while it runs, in the order in which it happens. */
export type DemoEvent =
  | { readonly kind: 'services-started'; readonly services: readonly DemoService[] }
  | {
      readonly kind: 'capturing';
      readonly round: number;
      readonly services: readonly DemoService[];
      readonly seconds: number;
    }
  /** From inside of a capture. */
  | { readonly kind: 'capture'; readonly event: CaptureEvent }
  | { readonly kind: 'captured'; readonly round: number; readonly results: readonly CaptureResult[] }
  | { readonly kind: 'listed'; readonly list: ProfileList }
  | { readonly kind: 'regressed'; readonly service: SampleName }
  | { readonly kind: 'compared'; readonly references: readonly string[]; readonly diff: ProfileDiff };

export type EmitDemoEvent = (event: DemoEvent) => void | Promise<void>;
