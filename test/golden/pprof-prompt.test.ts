import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROMPT_SESSIONS, type PromptTranscript, TRANSCRIPTS_FILE } from '../support/prompt-sessions.ts';
import { comparable, filesAfter, perPrompt, runPromptInProcess } from '../support/run-prompt.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const transcripts = JSON.parse(readFileSync(TRANSCRIPTS_FILE, 'utf8')) as PromptTranscript[];
const text = (latin1: string): string => Buffer.from(latin1, 'latin1').toString();

describe('the prompt says what the reference says', () => {
  it('of every session there is a transcript', () => {
    const asked = transcripts.map(({ name, flags, profile, lines }) => ({ name, flags, profile, lines }));
    expect(asked).toEqual(PROMPT_SESSIONS);
  });

  it.each(transcripts)('$name', async ({ flags, profile, lines, stdout, stderr, files }) => {
    const folder = mkdtempSync(join(tmpdir(), 'prof-prompt-'));
    try {
      const run = await runPromptInProcess([...flags, fixtures + profile], lines, folder);
      const said = comparable({ ...run, stdout: text(run.stdout), stderr: text(run.stderr) });
      expect({ ...said, stdout: perPrompt(said.stdout), files: filesAfter(folder) }).toEqual({
        exitCode: 0,
        stdout,
        stderr,
        files,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
