/**
 * Asks the reference (`go tool pprof`, Go 1.26) about sessions at its prompt and writes down what it says:
 * `node test/support/record-prompt.ts`. To be run only when the sessions change.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runReference } from './ask-reference.ts';
import { PROMPT_SESSIONS, type PromptTranscript, TRANSCRIPTS_FILE } from './prompt-sessions.ts';
import { filesAfter, perPrompt } from './run-prompt.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

const transcripts = PROMPT_SESSIONS.map((session): PromptTranscript => {
  const folder = mkdtempSync(join(tmpdir(), 'prof-prompt-'));
  try {
    const input = session.lines.map((line) => `${line}\n`).join('');
    const { stdout, stderr } = runReference([...session.flags, fixtures + session.profile], {
      folder,
      input,
    });
    return {
      ...session,
      stdout: perPrompt(stdout.toString()),
      stderr: stderr.toString().split('\n'),
      files: filesAfter(folder),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
});
writeFileSync(TRANSCRIPTS_FILE, `${JSON.stringify(transcripts, null, 1)}\n`);
process.stdout.write(`${transcripts.length} sessions\n`);
