import { Config, Help } from '@oclif/core';
import { exitCodeLines } from '../present/error.ts';

/** Help of one command, of a topic, or of prof as a whole, on stdout. */
export async function showHelp(words: readonly string[], root: string): Promise<void> {
  const config = await Config.load({ root });
  const help = new ProfHelp(config, { hideAliasesFromRoot: true });
  await help.showHelp([...words]);
}

class ProfHelp extends Help {
  override formatRoot(): string {
    return `${super.formatRoot()}\n\n${this.section('EXIT CODES', exitCodeLines().join('\n'))}`;
  }
}
