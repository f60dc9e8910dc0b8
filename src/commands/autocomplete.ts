import { Args } from '@oclif/core';
import { COMPLETION_SHELLS, type CompletionShell, completionScript } from '../present/completion.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { commandFacts } from '../shell/command-facts.ts';

export interface AutocompleteResult {
  readonly schema: 'prof.autocomplete.v1';
  readonly shell: CompletionShell;
  readonly script: string;
}

export default class Autocomplete extends BaseCommand<AutocompleteResult> {
  static override summary = 'Print the script that completes prof in your shell';
  static override description = `For every new shell, put one of these lines into its start-up file:
  ~/.bashrc                    source <(prof autocomplete bash)
  ~/.zshrc, after compinit     source <(prof autocomplete zsh)
  ~/.config/fish/config.fish   prof autocomplete fish | source`;
  static override examples = [
    'source <(<%= config.bin %> autocomplete bash)',
    '<%= config.bin %> autocomplete fish | source',
    '<%= config.bin %> autocomplete zsh > ~/.zfunc/_prof',
  ];
  static override args = {
    shell: Args.string({ description: 'which shell', options: [...COMPLETION_SHELLS], required: true }),
  };

  async run(): Promise<AutocompleteResult> {
    const { args, flags } = await this.parse(Autocomplete);
    const shell = args.shell as CompletionShell;
    const script = completionScript(shell, await commandFacts(this.config.root));
    this.output(flags).text(script);
    return { schema: 'prof.autocomplete.v1', shell, script };
  }
}
