import type { ViewState } from '../../flame/view/view-state.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { FlameEngine } from '../../ports/flame-engine.ts';
import { requireFree, writeConverted } from '../../report/convert.ts';
import { markdownOf } from './flame-markdown.ts';

export interface ExportDeps {
  readonly engine: Pick<FlameEngine, 'write'>;
  readonly files: () => Promise<FileSystem>;
}

/**
 * Writes what is on the screen: its rows as Markdown, all else as the engine does, by the ending of the name. Returns
 * what to say.
 * @throws ProfError USAGE for other endings, and where there is a file
 */
export async function exportFlame(path: string, state: ViewState, deps: ExportDeps): Promise<string> {
  if (path.toLowerCase().endsWith('.md')) {
    const files = await deps.files();
    await requireFree(path, false, files);
    await writeConverted([markdownOf(state)], path, { isGzip: false, overwrite: false }, files);
  } else {
    await deps.engine.write(state.shown.settings, path);
  }
  return `wrote ${path}`;
}
