/** The processes of this machine, as far as the system shows them to us. */
export interface ProcessInfo {
  readonly pid: number;
  /** The program's file; undefined: the system does not show it. */
  readonly executable: string | undefined;
  /** Whether the process runs under our own user id (root may signal all, but owns only root's). */
  readonly ownedByUs: boolean;
  readonly args: readonly string[];
  readonly workingFolder: string | undefined;
  /** Moment of its start in the system's own unit: two processes with one pid differ in it. */
  readonly startedAt: string;
  /** It sees another network than we do (a container): its ports are not ours. */
  readonly otherNetwork: boolean;
}

/** What a process does on a signal, as far as it can be proven from outside. */
export type SignalHandling =
  /** Node.js's own handler, which opens the inspector, stands and the program has none of its own. */
  | { readonly kind: 'node-default' }
  /** The program itself listens for the signal. */
  | { readonly kind: 'own-handler' }
  /** Nobody handles it: it would end the process, or is switched off. */
  | { readonly kind: 'unhandled' }
  /** It cannot be told; `why` is a clause: `the system does not show …`. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface ListeningPort {
  /** The address to connect to (a wildcard is shown as the loopback address). */
  readonly host: string;
  readonly port: number;
}

export interface ProcessTable {
  /** undefined: no such process. Fails with ProfError NOT_ALLOWED where this system has no process table for us. */
  get(pid: number): Promise<ProcessInfo | undefined>;
  /** Whether the program is Node.js, told from the program file's content, not its name. */
  isNode(pid: number): Promise<boolean>;
  /** What SIGUSR1 does in a Node.js process. */
  inspectorSignal(pid: number): Promise<SignalHandling>;
  /** The TCP ports on which this process, and no other, listens. */
  listeningPorts(pid: number): Promise<ListeningPort[]>;
  /** Whether anybody listens on this port of the loopback interface. */
  isPortTaken(port: number): Promise<boolean>;
  /** Our own process that listens on this port of the loopback interface; undefined: none, several, or not shown. */
  listenerOf(port: number): Promise<number | undefined>;
  /** What Go noted in the program about its build, as `go version -m` prints it; undefined: not a Go program. */
  goBuildInfo(pid: number): Promise<string | undefined>;
  /** The variables that a process was started with which have these names. */
  environment(pid: number, names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /**
   * Sends SIGUSR1, if the process still is the one that `info` describes.
   * Fails with ProfError NOT_FOUND or NOT_ALLOWED.
   */
  wakeInspector(info: ProcessInfo): Promise<void>;
  /** The `name` of the nearest package.json in `folder` or above it. */
  packageName(folder: string): Promise<string | undefined>;
}
