/** What the page shows, and all that can be done with it. */

import { DARK, LIGHT, type Theme } from '../flame-file/colors.ts';
import { colorGroupsOf, type Graph, labelsOf, makeGraph } from '../flame-file/graph.ts';
import type { PageData } from '../flame-file/page-data.ts';
import { element } from './element.ts';
import { layRows, nodeAt, ROW_PX, topOf } from './frame-rows.ts';
import { paint } from './paint.ts';
import { findNodes, matchNames } from './search.ts';
import { showControls, showStatus } from './show.ts';
import type { View } from './view.ts';
import { beside, isWithin, samePath, widestChild } from './walk.ts';

/** A box of a result must be at least so wide to be seen without zooming out. */
const MIN_SEEN_PX = 3;

export interface GraphChoice {
  /** The place of the sample type. */
  readonly type: number;
  readonly isCallers: boolean;
  readonly isByName: boolean;
}

export class App {
  readonly data: PageData;
  readonly labels: readonly string[];
  choice: GraphChoice;
  graph: Graph;
  view: View = { zoom: 0, selected: 0, isUpward: false, found: undefined };
  query = '';
  private readonly groups: readonly string[];
  private readonly past: number[] = [];
  private hovered: number | undefined;
  private isPending = false;
  private readonly window = element('graph');
  private readonly tall = element('tall');
  private readonly canvas = element<HTMLCanvasElement>('canvas');
  private readonly systemDark = matchMedia('(prefers-color-scheme: dark)');

  constructor(data: PageData) {
    this.data = data;
    this.labels = labelsOf(data.frames);
    this.groups = colorGroupsOf(data.frames);
    this.choice = { type: data.chosen, isCallers: false, isByName: false };
    this.graph = this.grow();
    this.systemDark.addEventListener('change', () => this.show());
    new ResizeObserver(() => this.show()).observe(this.window);
  }

  get theme(): Theme {
    const chosen = document.documentElement.dataset.theme;
    return chosen === 'dark' || (chosen === undefined && this.systemDark.matches) ? DARK : LIGHT;
  }

  toggleTheme(): void {
    document.documentElement.dataset.theme = this.theme.isDark ? 'light' : 'dark';
    this.show();
  }

  /** Another tree: the same path is kept where it is there, too. */
  choose(change: Partial<GraphChoice>): void {
    const old = this.graph;
    const isOtherWay = change.isCallers !== undefined && change.isCallers !== this.choice.isCallers;
    this.choice = { ...this.choice, ...change };
    this.graph = this.grow();
    this.past.length = 0;
    const kept = (node: number) => (isOtherWay ? 0 : samePath(old, node, this.graph));
    this.view = { ...this.view, zoom: kept(this.view.zoom), selected: kept(this.view.selected) };
    this.search(this.query);
  }

  nextType(step: number): void {
    const count = this.data.types.length;
    this.choose({ type: (this.choice.type + step + count) % count });
  }

  turn(): void {
    this.view = { ...this.view, isUpward: !this.view.isUpward };
    this.show();
    this.window.scrollTop = this.view.isUpward ? this.window.scrollHeight : 0;
  }

  /** Zooms to the selected box, of which something is below. */
  zoomIn(node = this.view.selected): void {
    if (node === this.view.zoom) return;
    this.past.push(this.view.zoom);
    this.zoomTo(node, node);
  }

  /** To where the zoom came from, else to the parent. */
  zoomOut(): void {
    const { zoom } = this.view;
    if (zoom === 0) return;
    this.zoomTo(this.past.pop() ?? this.graph.boxes.parent[zoom]!, zoom);
  }

  reset(): void {
    this.past.length = 0;
    this.zoomTo(0, this.view.selected);
  }

  select(node: number): void {
    const inside = isWithin(this.graph, node, this.view.zoom);
    this.view = { ...this.view, selected: node, zoom: inside ? this.view.zoom : node };
    this.hovered = undefined;
    this.show();
    this.reveal(node);
  }

  toChild = (): void => this.select(widestChild(this.graph, this.view.selected));
  toParent = (): void => this.select(Math.max(0, this.graph.boxes.parent[this.view.selected]!));
  toSide = (step: 1 | -1): void => this.select(beside(this.graph, this.view.selected, step));

  search(query: string): void {
    this.query = query;
    const isEmpty = query.trim() === '';
    const found = isEmpty ? undefined : findNodes(this.graph, matchNames(this.data.frames.name, query));
    this.view = { ...this.view, found };
    this.show();
  }

  /** The next result in drawing order, around the end. */
  nextFound(step: 1 | -1): void {
    const nodes = this.view.found?.nodes ?? [];
    if (nodes.length === 0) return;
    const { selected } = this.view;
    const after = nodes.findIndex((node) => (step === 1 ? node > selected : node >= selected));
    const place = after === -1 ? (step === 1 ? 0 : nodes.length - 1) : step === 1 ? after : after - 1;
    const node = nodes.at(place)!;
    const { boxes } = this.graph;
    const seen = (zoom: number) =>
      isWithin(this.graph, node, zoom) &&
      (boxes.width[node]! / boxes.width[zoom]!) * this.window.clientWidth >= MIN_SEEN_PX;
    let zoom = isWithin(this.graph, node, this.view.zoom) ? this.view.zoom : 0;
    for (let at = node; !seen(zoom); at = boxes.parent[at]!)
      zoom = seen(at) && at !== node ? at : boxes.parent[at]!;
    if (zoom !== this.view.zoom) this.past.push(this.view.zoom);
    this.zoomTo(zoom, node);
  }

  /** The box at a place of the window. */
  at(x: number, y: number): number | undefined {
    return nodeAt(this.graph, this.view, this.rows(), x, y + this.window.scrollTop);
  }

  hover(node: number | undefined): void {
    if (node === this.hovered) return;
    this.hovered = node;
    showStatus(this, node ?? this.view.selected);
  }

  /** Brings the page up to date. */
  show(): void {
    showControls(this);
    showStatus(this, this.hovered ?? this.view.selected);
    this.tall.style.height = `${this.rows().heightPx}px`;
    this.repaint();
  }

  /** Once before the next frame, however often it is asked for. */
  repaint(): void {
    if (this.isPending) return;
    this.isPending = true;
    requestAnimationFrame(() => {
      this.isPending = false;
      this.paint();
    });
  }

  private grow(): Graph {
    const { type, isCallers, isByName } = this.choice;
    const chosen = this.data.types[type]!;
    return makeGraph(chosen, isCallers ? chosen.callers : chosen.calls, isByName ? this.labels : undefined);
  }

  private rows() {
    return layRows(this.graph, this.view, this.window.clientWidth, this.window.clientHeight);
  }

  private zoomTo(zoom: number, selected: number): void {
    this.view = { ...this.view, zoom, selected };
    this.hovered = undefined;
    this.show();
    this.reveal(selected);
  }

  private reveal(node: number): void {
    const top = topOf(this.rows(), this.graph.boxes.depth[node]!);
    const { scrollTop, clientHeight } = this.window;
    if (top < scrollTop) this.window.scrollTop = top;
    else if (top + ROW_PX > scrollTop + clientHeight) this.window.scrollTop = top + ROW_PX - clientHeight;
  }

  private paint(): void {
    const { clientWidth: widthPx, clientHeight: heightPx, scrollTop } = this.window;
    const ratio = devicePixelRatio;
    this.canvas.width = Math.round(widthPx * ratio);
    this.canvas.height = Math.round(heightPx * ratio);
    this.canvas.style.height = `${heightPx}px`;
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    context.scale(ratio, ratio);
    const { theme, labels, groups } = this;
    paint({ context, widthPx, heightPx, scrollTop, theme, labels, groups }, this.graph, this.view);
  }
}
