/** The profile behind the views of it on a screen: loaded, as trees and reports, searched, written. */
import { diffProfiles, type ProfileDiff } from '../compare/diff.ts';
import { findComparison } from '../compare/find-against.ts';
import { loadCompared } from '../compare/load-compared.ts';
import { loadAll, type Sides } from '../compare/load-sides.ts';
import type { CallTree } from '../flame/call-tree.ts';
import type { Screen } from '../flame/first-look.ts';
import type { FrameColumns } from '../flame/frames.ts';
import { matchFrames } from '../flame/search.ts';
import type { TreeSettings } from '../flame/view/view-state.ts';
import type { FlameEngine, OpenedFlame } from '../ports/flame-engine.ts';
import type { FlamePage } from '../ports/flame-page.ts';
import type { FunctionColumns, TextReport, TextReportRequest } from '../ports/profile-reports.ts';
import { flameReport } from '../report/flame-report.ts';
import { compilePattern } from '../report/regexps.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import { textOptions } from './filter-options.ts';
import type { FlameStart } from './flame-start.ts';
import { functionColumns } from './function-columns.ts';
import { ProfileSide } from './profile-side.ts';
import { textReport } from './text-report.ts';
import { writeFlame } from './write-flame.ts';

export interface FlameEngineDeps extends LoadDeps {
  /** Gets each remark about the profile or the options. */
  readonly warn: (message: string) => void;
  readonly flamePage: () => Promise<FlamePage>;
  /** The current folder, absolute: where relative source files are looked for. */
  readonly cwd: string;
  /** The TZ variable, for moments in reports. */
  readonly tz: string | undefined;
}

export function flameEngine(start: FlameStart, deps: FlameEngineDeps): FlameEngine {
  return new Engine(start, deps);
}

class Engine implements FlameEngine {
  private readonly start: FlameStart;
  private readonly deps: FlameEngineDeps;
  /** As it is, and scaled to the base's total: each loaded when it is first asked for. */
  private readonly sides = new Map<boolean, Promise<ProfileSide>>();

  private compared: Promise<Sides> | undefined;

  constructor(start: FlameStart, deps: FlameEngineDeps) {
    this.start = start;
    this.deps = { ...deps, ...start.loading };
  }

  async open(): Promise<OpenedFlame> {
    const isNormalized = this.start.sources.normalize === true;
    const { report } = await this.side(isNormalized);
    const { source, sampleTypes, totals, nodes, sampleIndex } = report;
    return {
      facts: { title: this.start.title, sampleTypes, totals, isComparing: source.isBase !== undefined },
      settings: {
        sampleIndex,
        granularity: nodes.granularity ?? 'filefunctions',
        noInlines: nodes.noInlines === true,
        isInverted: false,
        isCollapsed: false,
        isComplete: false,
        isNormalized,
        filters: [],
      },
    };
  }

  async look(settings: TreeSettings, screen: Screen): Promise<CallTree | undefined> {
    return (await this.side(settings.isNormalized)).look(settings, screen);
  }

  async tree(settings: TreeSettings): Promise<CallTree> {
    return (await this.side(settings.isNormalized)).tree(settings);
  }

  async frames(settings: TreeSettings): Promise<FrameColumns> {
    return (await this.side(settings.isNormalized)).columns(settings);
  }

  async match(settings: TreeSettings, pattern: string): Promise<Uint8Array> {
    const matches = await compilePattern(pattern, 'search');
    return matchFrames((await this.side(settings.isNormalized)).frames(settings).name, matches);
  }

  async write(settings: TreeSettings, path: string): Promise<void> {
    await writeFlame(path, settings, await this.side(settings.isNormalized), this.deps);
  }

  async functions(settings: TreeSettings): Promise<FunctionColumns> {
    return functionColumns((await this.side(settings.isNormalized)).report.source.profile, settings);
  }

  async report(request: TextReportRequest): Promise<TextReport> {
    const { report } = await this.side(request.settings.isNormalized);
    return textReport(report.source.profile, request, this.deps);
  }

  async changes(settings: TreeSettings): Promise<ProfileDiff> {
    this.compared ??= this.loadSides();
    const { base, target } = await this.compared;
    const report = textOptions(settings);
    return diffProfiles({ base, target, report, normalize: settings.isNormalized });
  }

  close(): void {}

  private async loadSides(): Promise<Sides> {
    const { profile, target, base } = this.start.sources;
    const found = await findComparison({ base: profile, target }, base, this.deps);
    return { base: await loadAll(found.base), target: await loadAll(found.target) };
  }

  private side(normalize: boolean): Promise<ProfileSide> {
    const found = this.sides.get(normalize) ?? this.load(normalize);
    this.sides.set(normalize, found);
    return found;
  }

  private async load(normalize: boolean): Promise<ProfileSide> {
    const { sources, selection } = this.start;
    const loaded = await loadCompared({ ...sources, normalize }, this.deps);
    if (loaded.baseline !== undefined) this.deps.warn(`base is ${loaded.baseline}`);
    const report = await flameReport(loaded.profile, selection, { warn: this.deps.warn });
    return new ProfileSide(report, loaded.names, loaded.baseNames);
  }
}
