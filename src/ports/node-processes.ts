/** The Node.js processes of a container, as a program that runs in it sees them. */
import type { ListeningPort, SignalHandling } from './process-table.ts';

export interface NodeProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** The script that it runs, or what it calls itself. */
  readonly script: string;
  /** As ProcessInfo.startedAt. */
  readonly startedAt: string;
  /** Where it listens, and no other process. */
  readonly ports: readonly ListeningPort[];
  /** Where SIGUSR1 would open its inspector; 0: any free port. */
  readonly inspectorPort: number;
}

/** A process that the program may not look into: of another user, as a rule. */
export interface HiddenProcess {
  readonly pid: number;
  /** What it was started as: `node`. */
  readonly name: string;
}

export interface NodeProcesses {
  readonly processes: readonly NodeProcess[];
  readonly hidden: readonly HiddenProcess[];
}

export interface WakeRequest extends Pick<NodeProcess, 'pid' | 'startedAt' | 'inspectorPort'> {
  /** Also signals where nothing proves that the program has no handler of its own (never where it has one). */
  readonly assumeNoHandler: boolean;
}

/** What became of the wish to send SIGUSR1. */
export type WakeAnswer =
  | ({ readonly kind: 'listening' } & ListeningPort)
  /** Sent, and its inspector did not open in time. */
  | { readonly kind: 'silent' }
  /** Nothing was sent: what SIGUSR1 does in it is not what we want, or cannot be told. */
  | { readonly kind: 'handled'; readonly handling: Exclude<SignalHandling, { kind: 'node-default' }> }
  /** Nothing was sent: another program listens where its inspector would. */
  | { readonly kind: 'port-taken' }
  /** Nothing was sent: it has ended, or another one has its number. */
  | { readonly kind: 'gone' }
  /** Nothing was sent: the system did not allow it. */
  | { readonly kind: 'refused' };
