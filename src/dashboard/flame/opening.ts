import type { FlameSession } from './flame-session.ts';

/** A flame graph that is being read: there is a session when it is. */
export class Opening {
  /** What is read, for people. */
  readonly title: string;
  private session: FlameSession | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(title: string) {
    this.title = title;
  }

  /** For React's external stores. Returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): FlameSession | undefined => this.session;

  open(session: FlameSession): void {
    this.session = session;
    for (const listener of this.listeners) listener();
  }
}
