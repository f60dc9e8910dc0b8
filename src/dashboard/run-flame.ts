/** `prof flame` on a terminal. */
import { createElement } from 'react';
import type { FlameFacts, ShownTree, TreeSettings } from '../flame/view/view-state.ts';
import type { OpenTreeBuilder } from '../ports/tree-builder.ts';
import type { FlameReport } from '../report/flame-report.ts';
import { compilePattern } from '../report/regexps.ts';
import type { ScreenStyle } from './flame/cell-style.ts';
import { type ExportDeps, type ExportSubject, exportFlame } from './flame/export-flame.ts';
import { commandFor } from './flame/flame-command.ts';
import { FlameSession } from './flame/flame-session.ts';
import { FlameView } from './flame/flame-view.ts';
import { TreeMaker } from './flame/make-trees.ts';
import { runScreen, type ScreenHandle } from './run-screen.ts';

export interface FlameScreenOptions {
  readonly title: string;
  /** What is shown, scaled to the base's total or not: a comparison can have either. */
  load(isNormalized: boolean): Promise<ExportSubject>;
  readonly isNormalized: boolean;
  readonly style: ScreenStyle;
  readonly hasMouse: boolean;
  readonly signal: AbortSignal;
  readonly openThread: OpenTreeBuilder;
  /** The words behind `prof flame`. */
  readonly argv: readonly string[];
  readonly exports: ExportDeps;
}

/** Resolves when the user quits. */
export async function runFlame(options: FlameScreenOptions): Promise<void> {
  const sides = new Sides(options);
  const { report } = await sides.subject(options.isNormalized);
  const first = firstSettings(report, options.isNormalized);
  const shown = await sides.makeTree(first);
  let handle: ScreenHandle | undefined;
  const session = new FlameSession(
    factsOf(report, options.title),
    shown,
    {
      makeTree: (settings) => sides.makeTree(settings),
      compilePattern: (pattern) => compilePattern(pattern, 'search'),
      exportTo: async (path, state) =>
        exportFlame(path, state, await sides.subject(state.shown.settings.isNormalized), options.exports),
      copyCommand: ({ shown: { settings } }) => {
        const command = commandFor(options.argv, settings, first);
        handle?.copy(command);
        return `copied: ${command}`;
      },
      suspend: () => handle?.suspend(),
      quit: () => handle?.quit(),
    },
    screenSize(),
  );
  try {
    await runScreen({
      input: process.stdin,
      output: process.stdout,
      hasMouse: options.hasMouse,
      signal: options.signal,
      onMouse: (event) => session.mouse(event),
      onResize: () => session.resize(screenSize()),
      view: (given, onReady) => {
        handle = given;
        return createElement(FlameView, { session, style: options.style, onReady });
      },
    });
  } finally {
    await sides.close();
  }
}

/** The profile as it is, and scaled: each loaded when it is first asked for. */
class Sides {
  private readonly options: FlameScreenOptions;
  private readonly subjects = new Map<boolean, Promise<ExportSubject>>();
  private readonly makers = new Map<boolean, Promise<TreeMaker>>();

  constructor(options: FlameScreenOptions) {
    this.options = options;
  }

  subject(isNormalized: boolean): Promise<ExportSubject> {
    const found = this.subjects.get(isNormalized) ?? this.options.load(isNormalized);
    this.subjects.set(isNormalized, found);
    return found;
  }

  async makeTree(settings: TreeSettings): Promise<ShownTree> {
    const found = this.makers.get(settings.isNormalized) ?? this.maker(settings.isNormalized);
    this.makers.set(settings.isNormalized, found);
    return (await found).make(settings);
  }

  async close(): Promise<void> {
    for (const maker of this.makers.values()) (await maker).close();
  }

  private async maker(isNormalized: boolean): Promise<TreeMaker> {
    const { report } = await this.subject(isNormalized);
    return new TreeMaker(report.source, report.nodes, this.options.openThread);
  }
}

const screenSize = () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });

function factsOf({ source, sampleTypes, totals }: FlameReport, title: string): FlameFacts {
  return { title, sampleTypes, totals, isComparing: source.isBase !== undefined };
}

function firstSettings({ nodes, sampleIndex }: FlameReport, isNormalized: boolean): TreeSettings {
  return {
    sampleIndex,
    granularity: nodes.granularity ?? 'filefunctions',
    noInlines: nodes.noInlines === true,
    isInverted: false,
    isCollapsed: false,
    isComplete: false,
    isNormalized,
    filters: [],
  };
}
