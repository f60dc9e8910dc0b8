/**
 * The line between a sample program and the prof that started it, over Node.js' own IPC. A program lives as long as its
 * starter: when the line breaks, also because the starter was killed, it ends. After `keep` it lives on, for a while.
 */

/** From the program: it is ready and can be profiled there. */
export interface ReadyMessage {
  readonly kind: 'ready';
  /** As `prof capture` takes it: `http://127.0.0.1:PORT`, `node://127.0.0.1:PORT`. */
  readonly target: string;
}

/** From prof. */
export type ParentMessage = { readonly kind: 'regress' } | { readonly kind: 'keep' };

const KEPT_FOR_MS = 60 * 60 * 1000;

/** Announces the program and obeys; `regress` is answered when it is done. */
export function linkToParent(target: string, regress: () => void): void {
  const endWithParent = () => process.exit(0);
  process.on('disconnect', endWithParent);
  // Ctrl-C on the terminal is for prof, which then ends its programs.
  process.on('SIGINT', () => {});
  process.on('message', (message: ParentMessage) => {
    if (message.kind === 'regress') {
      regress();
      process.send?.({ kind: 'regressed' });
      return;
    }
    process.off('disconnect', endWithParent);
    setTimeout(() => process.exit(0), KEPT_FOR_MS).unref();
    process.send?.({ kind: 'kept' });
  });
  const ready: ReadyMessage = { kind: 'ready', target };
  process.send?.(ready);
}
