/** The same question as to the reference in ask-reference.ts, to `prof pprof` inside this process. */
import { encodeUtf8 } from '../../src/profile/utf8.ts';
import { verdictOf } from './ask-reference.ts';
import type { Verdict } from './mutants.ts';
import { runPprofInProcess } from './run-pprof.ts';

/** What `-raw` says of a file. */
export async function askProf(file: string): Promise<Verdict> {
  const { exitCode, stdout, stderr } = await runPprofInProcess(['-raw', '-symbolize=none', file]);
  // As somebody who reads the bytes as UTF-8 sees it.
  return verdictOf(exitCode, stdout, Buffer.from(encodeUtf8(stderr.join('\n'))).toString(), file);
}
