import type { InspectorSession } from '../ports/inspector.ts';

/**
 * Tells a program to close its inspector. There is no answer: the session ends with it.
 * `require` here is the console's, which ES modules have as well.
 */
export function tellToClose(session: InspectorSession): void {
  const expression = `require('inspector').close()`;
  session.send('Runtime.evaluate', { expression, includeCommandLineAPI: true }).catch(() => {});
}
