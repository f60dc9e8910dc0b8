import type { DoctorCheck } from '../doctor/check.ts';
import { safeText } from '../kit/safe-text.ts';
import { paint } from './paint.ts';

/** What `prof doctor … --json` prints. */
export interface DoctorDocument {
  readonly schema: `prof.doctor.${'store' | 'kube'}.v1`;
  readonly checks: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly said: string;
    readonly fix: string | null;
  }[];
}

export function doctorDocument(what: 'store' | 'kube', checks: readonly DoctorCheck[]): DoctorDocument {
  return {
    schema: `prof.doctor.${what}.v1`,
    checks: checks.map(({ name, outcome, said, fix }) => ({ name, outcome, said, fix: fix ?? null })),
  };
}

const WORDS = { ok: 'ok', missing: '-', failed: 'FAIL' } as const;
const COLORS = { ok: 'cyan', missing: 'dim', failed: 'red' } as const;

/** A line for each check, below it what to do about it. */
export function doctorText(checks: readonly DoctorCheck[], color: boolean): string {
  const width = Math.max(0, ...checks.map(({ name }) => safeText(name).length));
  return checks
    .map(({ name, outcome, said, fix }) => {
      const word = paint(WORDS[outcome].padEnd(4), COLORS[outcome], color);
      const line = `${word}  ${safeText(name).padEnd(width)}  ${safeText(said)}\n`;
      return fix === undefined ? line : `${line}      ${' '.repeat(width)}${safeText(fix)}\n`;
    })
    .join('');
}
