import type { ProcessFacts } from '../naming/from-process.ts';
import type { InspectorSession } from '../ports/inspector.ts';
import { type Deadline, orAbort } from './deadline.ts';

export interface NodeProgramFacts extends ProcessFacts {
  /** `version` of the package.json nearest to the script. */
  readonly packageVersion: string | undefined;
}

/** What a Node.js program says about itself. @throws ProfError of the session, or the deadline's. */
export async function askNodeProgram(
  session: InspectorSession,
  deadline: Deadline,
): Promise<NodeProgramFacts> {
  const params = { expression: ASK_PROGRAM, returnByValue: true, silent: true };
  const answer = await orAbort(session.send('Runtime.evaluate', params), deadline.signal);
  return parseFacts((answer.result as { value?: unknown } | undefined)?.value);
}

/** Reads, and changes nothing. A version without `getBuiltinModule` tells no package name. */
const ASK_PROGRAM = `(() => {
  const script = process.argv[1];
  let packageName, packageVersion;
  try {
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const { dirname, join } = process.getBuiltinModule('node:path');
    for (let at = dirname(script); ; at = dirname(at)) {
      let text;
      try { text = readFileSync(join(at, 'package.json'), 'utf8'); } catch {}
      if (text !== undefined) { ({ name: packageName, version: packageVersion } = JSON.parse(text)); break; }
      if (dirname(at) === at) break;
    }
  } catch {}
  const title = process.title === process.execPath || /(^|\\/)node( |$)/.test(process.title) ? undefined : process.title;
  return JSON.stringify({ script, packageName, packageVersion, title });
})()`;

function parseFacts(value: unknown): NodeProgramFacts {
  let facts: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(String(value));
    if (typeof parsed === 'object' && parsed !== null) facts = parsed as Record<string, unknown>;
  } catch {
    // Not a Node.js program: it tells nothing.
  }
  const text = (name: string) => (typeof facts[name] === 'string' ? (facts[name] as string) : undefined);
  return {
    script: text('script'),
    packageName: text('packageName'),
    packageVersion: text('packageVersion'),
    title: text('title'),
  };
}
