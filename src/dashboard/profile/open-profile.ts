import type { TreeSettings } from '../../flame/view/view-state.ts';
import type { FlameEngine } from '../../ports/flame-engine.ts';
import { FlameSession } from '../flame/flame-session.ts';
import { FlameTrees } from '../flame/flame-trees.ts';
import type { ScreenSize } from '../state/dashboard-state.ts';

export interface OpenProfileOptions {
  readonly engine: Promise<FlameEngine>;
  readonly size: () => ScreenSize;
  /** Something of it is to be drawn anew. */
  readonly onChange: () => void;
  /** What it is looked at by has changed: sample type, filters, granularity. */
  readonly onSettings: () => void;
  readonly exportTo: (path: string, session: FlameSession, engine: FlameEngine) => Promise<string>;
}

/** A profile, or two that are compared, behind the tabs of a view: on a thread of its own. */
export class OpenProfile {
  readonly engine: Promise<FlameEngine>;
  /** Rejects as loading does. */
  readonly opened: Promise<FlameSession>;
  /** Undefined until it is loaded. */
  session: FlameSession | undefined;
  /** How it was looked at first. */
  first: TreeSettings | undefined;
  /** Of two that are compared: what came of it, in a line. */
  verdict: string | undefined;
  /** The function that tabs have in common. */
  selectedFunction: string | undefined;

  constructor(options: OpenProfileOptions) {
    this.engine = options.engine;
    this.opened = this.open(options);
    // Whoever looks at it is told; without one it is nobody's concern.
    this.opened.catch(() => {});
  }

  close(): void {
    this.engine.then(
      (engine) => engine.close(),
      () => {},
    );
  }

  private async open({
    engine: started,
    size,
    onChange,
    onSettings,
    exportTo,
  }: OpenProfileOptions): Promise<FlameSession> {
    const engine = await started;
    const { facts, settings } = await engine.open();
    this.first = settings;
    const trees = new FlameTrees(engine);
    const { columns, rows } = size();
    const look = await trees.look(settings, { columns, rows });
    const session: FlameSession = new FlameSession(
      facts,
      look ?? (await trees.make(settings)),
      {
        makeTree: (wanted) => trees.make(wanted),
        match: (wanted, pattern) => engine.match(wanted, pattern),
        exportTo: (path) => exportTo(path, session, engine),
      },
      size(),
    );
    this.session = session;
    let shown = session.state.settings;
    session.subscribe(() => {
      const { settings: now } = session.state;
      const isOther = now !== shown;
      shown = now;
      if (isOther) onSettings();
      onChange();
    });
    if (look !== undefined) session.complete();
    onChange();
    return session;
  }
}
