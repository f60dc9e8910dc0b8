/** `prof flame` on a terminal. */
import { setTimeout as delay } from 'node:timers/promises';
import { createElement } from 'react';
import type { FileSystem } from '../ports/file-system.ts';
import type { FlameEngine } from '../ports/flame-engine.ts';
import type { ScreenStyle } from './flame/cell-style.ts';
import { OTHER_LINES } from './flame/draw-screen.ts';
import { exportFlame } from './flame/export-flame.ts';
import { commandFor } from './flame/flame-command.ts';
import { FlameSession } from './flame/flame-session.ts';
import { FlameTrees } from './flame/flame-trees.ts';
import { Opening } from './flame/opening.ts';
import { OpeningView } from './flame/opening-view.ts';
import { runScreen, type ScreenHandle } from './run-screen.ts';

export interface FlameScreenOptions {
  /** What is shown, for people. */
  readonly title: string;
  readonly engine: FlameEngine;
  readonly files: () => Promise<FileSystem>;
  readonly style: ScreenStyle;
  readonly hasMouse: boolean;
  readonly signal: AbortSignal;
  /** The words behind `prof flame`. */
  readonly argv: readonly string[];
}

/** What fails or is there within this time is said or shown at once, without a screen that says it is read. */
const PATIENCE_MS = 100;

/** Resolves when the user quits. @throws ProfError as the engine's `open` does */
export async function runFlame(options: FlameScreenOptions): Promise<void> {
  const opening = new Opening(options.title);
  const screen: { handle?: ScreenHandle } = {};
  const opened = openSession(options, screen).then((session) => opening.open(session));
  let failure: { readonly error: unknown } | undefined;
  opened.catch((error: unknown) => {
    failure = { error };
    screen.handle?.quit();
  });
  try {
    await Promise.race([opened, delay(PATIENCE_MS)]);
    await runScreen({
      input: process.stdin,
      output: process.stdout,
      hasMouse: options.hasMouse,
      signal: options.signal,
      onMouse: (event) => opening.snapshot()?.mouse(event),
      onResize: () => opening.snapshot()?.resize(screenSize()),
      view: (handle, onReady) => {
        screen.handle = handle;
        const { rows, quit, suspend } = handle;
        const { style } = options;
        return createElement(OpeningView, { opening, style, rows, onReady, quit, suspend });
      },
    });
    if (failure !== undefined) throw failure.error;
  } finally {
    options.engine.close();
  }
}

/** Loads, and makes what is shown first; of a large profile the rest follows. */
async function openSession(
  { engine, files, argv }: FlameScreenOptions,
  screen: { readonly handle?: ScreenHandle },
): Promise<FlameSession> {
  const { facts, settings: first } = await engine.open();
  const trees = new FlameTrees(engine);
  const { columns, rows } = screenSize();
  const look = await trees.look(first, { columns, rows: Math.max(2, rows - OTHER_LINES) });
  const session = new FlameSession(
    facts,
    look ?? (await trees.make(first)),
    {
      makeTree: (settings) => trees.make(settings),
      match: (settings, pattern) => engine.match(settings, pattern),
      exportTo: (path, state) => exportFlame(path, state, { engine, files }),
      copyCommand: ({ shown: { settings } }) => {
        const command = commandFor(argv, settings, first);
        screen.handle?.copy(command);
        return `copied: ${command}`;
      },
      suspend: () => screen.handle?.suspend(),
      quit: () => screen.handle?.quit(),
    },
    screenSize(),
  );
  if (look !== undefined) session.complete();
  return session;
}

const screenSize = () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });
