import { fileURLToPath } from 'node:url';
import { run } from '@oclif/core';
import { ignoreClosedPipes } from './output.ts';
import { asksForJson, reportError } from './report-error.ts';
import { toProfError } from './to-prof-error.ts';

export async function main(argv: string[]): Promise<void> {
  ignoreClosedPipes();
  try {
    await run(argv, fileURLToPath(new URL('../../', import.meta.url)));
  } catch (thrown) {
    reportError(toProfError(thrown, { usage: 'prof', flagNames: [] }), asksForJson(argv));
  }
}
