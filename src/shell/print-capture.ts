import type { CaptureResult } from '../capture/capture-result.ts';
import { captureDocument, captureText, explainText, failureTexts, planText } from '../present/capture.ts';
import { formatJsonLine } from '../present/json.ts';
import type { Output } from './output.ts';

export interface PrintCaptureOptions {
  readonly explain: boolean;
  readonly jsonl: boolean;
  /** Standard output has the profile. */
  readonly isStream: boolean;
}

/** What a run took, for people or as a line of JSON; what failed goes to stderr. */
export function printCapture(
  result: CaptureResult,
  { explain, jsonl, isStream }: PrintCaptureOptions,
  out: Output,
): void {
  if (jsonl) out.data(formatJsonLine(captureDocument(result)));
  else if (!isStream) {
    if (explain) out.text(explainText(result));
    out.text(result.dryRun ? planText(result) : captureText(result));
  }
  for (const { line, hints } of failureTexts(result)) {
    out.warn(line);
    for (const hint of hints) out.note(`  ${hint}`);
  }
}
