import { Flags } from '@oclif/core';
import { BaseCommand } from '../shell/base-command.ts';
import { dashboardScreen } from '../shell/dashboard-screen.ts';
import { screenFlags } from '../shell/screen-flags.ts';

export default class Dash extends BaseCommand<undefined> {
  static override summary = 'Open the dashboard: services, profiles, pods, comparisons on one screen';
  static override description =
    `The same as prof without a command. ? lists the keys; : takes any command by its name.`;
  static override examples = ['<%= config.bin %> dash', '<%= config.bin %> dash --store demo --read-only'];
  static override flags = {
    ...screenFlags,
    'read-only': Flags.boolean({
      summary: 'change nothing: no captures, no uploads, no removals',
      helpGroup: 'SCREEN',
    }),
    context: Flags.string({ summary: 'the context of the kubeconfig to begin with', helpValue: 'NAME' }),
    namespace: Flags.string({ char: 'n', summary: 'the namespace to begin with', helpValue: 'NAME' }),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(Dash);
    const context = await this.context(flags);
    const { store, env, namespace } = flags;
    const choice = { store, env, context: flags.context, namespace };
    await dashboardScreen({ flags, choice, isReadOnly: flags['read-only'] }, context);
  }
}
