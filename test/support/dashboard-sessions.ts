import { cleanEnvironment, RUN_JS } from './run-prof.ts';
import { TerminalSession } from './terminal.ts';

export interface SessionStart {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
}

/** Programs on terminals of a test file, which are all killed after a test. */
export class DashboardSessions {
  readonly #home: string;
  readonly #sessions: TerminalSession[] = [];

  constructor(home: string) {
    this.#home = home;
  }

  /** The built prof with these arguments. */
  prof(args: readonly string[], start: SessionStart = {}): TerminalSession {
    return this.run(process.execPath, [RUN_JS, ...args], start);
  }

  run(
    file: string,
    args: readonly string[],
    { columns = 80, rows = 24, env }: SessionStart,
  ): TerminalSession {
    const session = new TerminalSession({
      file,
      args,
      env: { ...cleanEnvironment(this.#home), ...env },
      cwd: this.#home,
      columns,
      rows,
    });
    this.#sessions.push(session);
    return session;
  }

  killAll(): void {
    for (const session of this.#sessions.splice(0)) session.kill();
  }
}
