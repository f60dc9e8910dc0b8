/** The dashboard: takes keys, clicks and sizes, keeps the state, loads what is looked at, tells who draws it. */

import type { Kubernetes } from '../ports/kubernetes.ts';
import type { Backend, BackendChoice, OpenBackend } from './backend.ts';
import type { DashboardControl, JobStart } from './control.ts';
import { FEATURE_COMMANDS } from './everywhere.ts';
import { failureOf } from './failure-of.ts';
import { runJob } from './jobs.ts';
import { findBinding } from './keys/find-binding.ts';
import { blocksOf, type KeyBlock } from './keys/key-table.ts';
import { Loader } from './loader.ts';
import { Overlays } from './overlays.ts';
import type { OpenProfile } from './profile/open-profile.ts';
import { OpenProfiles } from './profile/open-profiles.ts';
import { contextsOf } from './screens/contexts-of.ts';
import type { AnyTable, Screen, Tab } from './screens/screen.ts';
import type { MouseEvent } from './split-mouse.ts';
import type { BodyState, DashboardState, Message, ScreenSize } from './state/dashboard-state.ts';
import { bodyHeight, listHeight } from './state/layout.ts';
import { type Place, placeKey } from './state/place.ts';
import { bodyKey, type DashboardAction, EMPTY_BODY, reduce } from './state/reduce.ts';
import { type ListAction, selectedRow } from './state/reduce-list.ts';
import type { TextAction } from './state/text-state.ts';
import { takeMouse } from './take-mouse.ts';
import { whereOf, withCluster } from './where-of.ts';

/** What the dashboard does with its terminal. */
export interface DashboardTerminal {
  quit(): void;
  suspend(): void;
  copy(text: string): void;
  /** Hands the terminal to a program until it ends. */
  handOver(run: () => Promise<void>): Promise<void>;
  setMouse(isOn: boolean): void;
}

export interface DashboardOptions {
  readonly screens: readonly Screen[];
  readonly keys: readonly KeyBlock[];
  readonly backend: Backend;
  readonly openBackend: OpenBackend;
  readonly terminal: DashboardTerminal;
  readonly size: ScreenSize;
  readonly hasMouse: boolean;
  readonly first: Place;
}

export class Dashboard implements DashboardControl {
  state: DashboardState;
  backend: Backend;
  readonly options: DashboardOptions;
  readonly overlays: Overlays;
  private readonly listeners = new Set<() => void>();
  private readonly profiles: OpenProfiles;
  private readonly loader = new Loader(this);
  private readonly started = new Map<number, { readonly start: JobStart; readonly abort: AbortController }>();
  /** Also after it has left the screen. */
  lastMessage: Message = { message: '', hints: [], tone: undefined };
  private nextId = 1;

  constructor(options: DashboardOptions) {
    this.options = options;
    this.backend = options.backend;
    this.overlays = new Overlays(this);
    this.profiles = new OpenProfiles({
      control: this,
      onChange: () => this.dispatch({ kind: 'redraw' }),
      onSettings: () => this.settingsChanged(),
    });
    this.state = {
      size: options.size,
      where: whereOf(options.backend),
      places: [options.first],
      at: 0,
      tabs: {},
      bodies: {},
      jobs: [],
      log: [],
      message: undefined,
      overlay: undefined,
      isPaused: false,
      hasMouse: options.hasMouse,
      nowMs: options.backend.wiring.clock.nowMs(),
    };
  }

  get place(): Place {
    return this.state.places[this.state.at]!;
  }

  get screen(): Screen {
    return this.screenOf(this.place);
  }

  get tab(): Tab {
    const { tabs } = this.screen;
    return tabs.find(({ id }) => id === this.state.tabs[placeKey(this.place)]) ?? tabs[0];
  }

  get body(): BodyState {
    return this.state.bodies[this.key_] ?? EMPTY_BODY;
  }

  screenOf({ screen }: Place): Screen {
    return this.options.screens.find(({ id }) => id === screen) ?? this.options.screens[0]!;
  }

  /** Contexts of the key table that hold now, the most special first. */
  get contexts(): readonly string[] {
    return contextsOf(this.screen, this.tab);
  }

  private get key_(): string {
    return bodyKey(this.place, this.tab.id);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): DashboardState => this.state;

  dispatch(action: DashboardAction): void {
    this.state = { ...reduce(this.state, action), nowMs: this.backend.wiring.clock.nowMs() };
    for (const listener of this.listeners) listener();
  }

  start(): void {
    this.reload();
  }

  resize(size: ScreenSize): void {
    this.dispatch({ kind: 'size', size });
    this.profiles.resize();
    if (this.tab.body.kind === 'table') this.list({ kind: 'height' });
  }

  key(name: string): void {
    if (this.state.overlay !== undefined) {
      this.overlays.key(name);
      return;
    }
    const session = this.flame;
    if (
      session !== undefined &&
      (session.state.prompt !== undefined || session.state.overlay !== undefined)
    ) {
      session.key(name);
      return;
    }
    const found = findBinding(name === ' ' ? 'space' : name, this.contexts, this.options.keys);
    if (found === undefined) return;
    if (this.state.message !== undefined) this.dispatch({ kind: 'message', message: undefined });
    this.run(found.context, found.binding.id, name);
  }

  /** A text that was pasted is typed where one is asked for, in one line; anywhere else it is no row of commands. */
  paste(text: string): void {
    const { overlay } = this.state;
    const isAsked = overlay === undefined ? this.flame?.state.prompt !== undefined : overlay.kind === 'input';
    if (!isAsked) {
      this.say('pasted texts are taken where something is typed: after / or :');
      return;
    }
    for (const character of text.trimEnd().replace(/[\u0000-\u001f\u007f]+/g, ' ')) this.key(character);
  }

  /** Does what the key table calls so. */
  run(context: string, id: string, key = ''): void {
    const binding = blocksOf([context], this.options.keys)
      .flatMap(({ bindings }) => bindings)
      .find((other) => other.id === id);
    if (binding?.isWriting === true && this.state.where.isReadOnly) {
      this.say(`this is read-only: no ${binding.label}`, 'bad');
      return;
    }
    const own = this.screen.commands?.[id];
    const isOwn = own !== undefined && this.screen.contexts.includes(context);
    const command = isOwn ? own : FEATURE_COMMANDS[`${context}.${id}`];
    try {
      const done = command === undefined ? this.flame?.command(id as never) : command(this, this.place, key);
      Promise.resolve(done).catch((error: unknown) => this.fail(error));
    } catch (error) {
      this.fail(error);
    }
  }

  mouse(event: MouseEvent): void {
    takeMouse(event, this);
  }

  /** Told by who draws: which column of a list stands at this cell. */
  columnAt: (cell: number) => number | undefined = () => undefined;

  get flame() {
    return this.tab.body.kind === 'flame' ? this.profiles.find(this.place)?.session : undefined;
  }

  /** The profile that is looked at, once somebody has asked for it. */
  get profileShown(): OpenProfile | undefined {
    return this.profiles.find(this.place);
  }

  profile(place: Place): OpenProfile {
    return this.profiles.open(place);
  }

  go(place: Place): void {
    this.dispatch({ kind: 'go', place });
    this.arrive();
  }

  travel(by: number): void {
    if (this.state.places[this.state.at + by] === undefined) return;
    this.dispatch({ kind: 'travel', by });
    this.arrive();
  }

  showTab(id: string): void {
    if (id === this.tab.id) return;
    const profile = this.profiles.find(this.place);
    if (profile !== undefined)
      profile.selectedFunction = this.flame?.selectedFunction ?? profile.selectedFunction;
    this.dispatch({ kind: 'tab', place: this.place, tab: id });
    this.arrive();
  }

  list(action: ListAction): void {
    const { body } = this.tab;
    if (body.kind !== 'table') return;
    const facts = { columns: body.columns, height: listHeight(this.state.size) };
    this.dispatch({ kind: 'list', key: this.key_, action, facts });
    this.selectionChanged();
  }

  text(action: TextAction): void {
    this.dispatch({ kind: 'text', key: this.key_, action, height: bodyHeight(this.state.size) });
  }

  say(message: string, tone?: 'good' | 'bad', hints: readonly string[] = []): void {
    this.show({ message, tone, hints });
  }

  fail(error: unknown): void {
    if (error instanceof Error && error.name === 'AbortError') return;
    this.show({ ...failureOf(error), tone: 'bad' });
  }

  page(title: string, lines: readonly string[]): void {
    this.overlays.page(title, lines);
  }

  confirm(lines: readonly string[]): Promise<boolean> {
    return this.overlays.confirm(lines, this.state.where.isProduction);
  }

  ask(question: string, text = '', completions: readonly string[] = []): Promise<string | undefined> {
    return this.overlays.ask(question, text, completions);
  }

  choose(title: string, entries: readonly { readonly key: string; readonly label: string }[]) {
    return this.overlays.choose(title, entries);
  }

  log(argv: readonly string[]): void {
    const timeMs = this.backend.wiring.clock.nowMs();
    this.dispatch({ kind: 'log', entry: { id: this.nextId++, timeMs, argv } });
  }

  job(start: JobStart): void {
    const id = this.nextId++;
    const abort = new AbortController();
    this.started.set(id, { start, abort });
    this.log(start.argv);
    const finished = runJob(id, start, {
      clock: this.backend.wiring.clock,
      signal: abort.signal,
      onJob: (job) => {
        this.dispatch({ kind: 'job', job });
        if (this.screen.id === 'jobs') this.reload();
      },
    });
    finished.then((job) => {
      const { status, title, result, failure } = job;
      if (status === 'done') this.say(`${title}: ${result}`, 'good');
      else
        this.show({
          message: `${title}: ${failure?.message ?? status}`,
          hints: failure?.hints ?? [],
          tone: 'bad',
        });
      start.onDone?.();
    });
  }

  cancelJob(id: number): void {
    this.started.get(id)?.abort.abort();
  }

  runAgain(id: number): void {
    const before = this.started.get(id);
    if (before !== undefined) this.job(before.start);
  }

  async open(choice: BackendChoice): Promise<void> {
    this.backend = await this.options.openBackend({ ...this.backend.choice, ...choice });
    this.profiles.closeAll();
    const where = whereOf(this.backend);
    // Of what is gone no view is left: one of another store's profiles is none of this one's.
    const screen = this.screen.digit === undefined ? this.options.first.screen : this.screen.id;
    this.dispatch({ kind: 'restart', place: { screen, params: {} }, where });
    this.arrive();
  }

  /** What a cluster says of itself, once it was asked. */
  async sawCluster({ identity }: Kubernetes): Promise<void> {
    const { backend } = this;
    const marks = await backend.clusterMarks();
    // Meanwhile something else may be looked at.
    if (backend !== this.backend) return;
    const where = withCluster(this.state.where, { identity, backend, marks });
    this.dispatch({ kind: 'where', where });
  }

  copy(text: string): void {
    this.options.terminal.copy(text);
  }

  handOver(run: () => Promise<void>): Promise<void> {
    return this.options.terminal.handOver(run);
  }

  /** The last thing on the way out, whatever that is. */
  close(): void {
    this.loader.stop();
    for (const { abort } of this.started.values()) abort.abort();
    this.profiles.closeAll();
    this.listeners.clear();
  }

  reload(): void {
    this.loader.reload();
  }

  search(pattern: string): Promise<void> {
    return this.loader.search(pattern);
  }

  private arrive(): void {
    if (this.tab.body.kind === 'table') this.list({ kind: 'height' });
    const profile = this.profiles.find(this.place);
    if (profile?.selectedFunction !== undefined) this.flame?.selectFunction(profile.selectedFunction);
    this.loader.arrive();
  }

  private settingsChanged(): void {
    if (this.screen.contexts.includes('profile') && this.tab.body.kind !== 'flame') this.reload();
  }

  /** Views of a profile have the function under the cursor in common. */
  private selectionChanged(): void {
    const { functionOf } = this.tab.body as AnyTable;
    if (functionOf === undefined) return;
    const row = this.body.list && selectedRow(this.body.list);
    const name = row === undefined ? undefined : functionOf(row as never);
    const profile = this.profiles.find(this.place);
    if (profile !== undefined && name !== undefined) profile.selectedFunction = name;
  }

  private show(message: Message): void {
    this.lastMessage = message;
    this.dispatch({ kind: 'message', message });
  }
}
