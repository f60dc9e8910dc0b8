import { type QuotedPair, readQuotedPairs } from '../go-quoted-pairs.ts';

/** The first line of a goroutine in a dump. */
export interface GoroutineHeader {
  readonly id: number;
  /** What stands in the brackets: many goroutines have the same. */
  readonly facts: string;
}

const HEADER =
  /^goroutine (\d{1,15})(?: gp=0x[0-9a-f]+ m=(?:\d+|nil)(?: mp=0x[0-9a-f]+)?)? \[(.*)\]:[ \t\r]*$/s;

/**
 * Reads `goroutine 7 gp=0x… m=nil [select, 5 minutes, locked to thread]:`; undefined for any other line. Written by
 * `goroutineheader` in https://github.com/golang/go/blob/master/src/runtime/traceback.go.
 */
export function parseGoroutineHeader(line: string): GoroutineHeader | undefined {
  const match = HEADER.exec(line);
  return match === null ? undefined : { id: Number(match[1]), facts: match[2]! };
}

/** What a header says beside the number. */
export interface GoroutineFacts {
  /** `chan receive`, `running`, …; without the runtime's note that the collector scans the stack just now. */
  readonly state: string;
  /** 0: less than a minute, or not known. */
  readonly waitMinutes: number;
  readonly isLocked: boolean;
  /** The number of its testing/synctest bubble; 0: none. */
  readonly bubble: number;
  /** Only with GODEBUG=tracebacklabels=1. */
  readonly labels: readonly QuotedPair[];
}

/** Reads `select, 5 minutes, locked to thread labels:{"k": "v"}`. A fact that is not known stays part of the state. */
export function parseGoroutineFacts(text: string): GoroutineFacts {
  const labelsAt = text.indexOf(' labels:{');
  const facts = (labelsAt === -1 ? text : text.slice(0, labelsAt)).split(', ');
  let state = facts[0]!.replace(' (scan)', '');
  let waitMinutes = 0;
  let isLocked = false;
  let bubble = 0;
  for (const fact of facts.slice(1)) {
    const number = /^(?:(\d{1,15}) minutes|synctest bubble (\d{1,15}))$/.exec(fact);
    if (number?.[1] !== undefined) waitMinutes = Number(number[1]);
    else if (number?.[2] !== undefined) bubble = Number(number[2]);
    else if (fact === 'locked to thread') isLocked = true;
    else state += `, ${fact}`;
  }
  const labels = labelsAt === -1 ? [] : readQuotedPairs(text.slice(labelsAt));
  return { state, waitMinutes, isLocked, bubble, labels };
}
