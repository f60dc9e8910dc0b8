import type { App } from './app.ts';
import { element } from './element.ts';

export function connectPointer(app: App): void {
  const canvas = element('canvas');
  const under = ({ offsetX, offsetY }: MouseEvent) => app.at(offsetX, offsetY);
  canvas.addEventListener('pointermove', (event) => {
    const node = under(event);
    canvas.style.cursor = node === undefined ? 'default' : 'pointer';
    app.hover(node);
  });
  canvas.addEventListener('pointerleave', () => app.hover(undefined));
  canvas.addEventListener('click', (event) => {
    const node = under(event);
    if (node === undefined) return;
    if (node === app.view.zoom) app.select(node);
    else app.zoomIn(node);
  });
  element('graph').addEventListener('scroll', () => app.repaint(), { passive: true });
}
