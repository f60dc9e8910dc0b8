import { Args, Flags } from '@oclif/core';
import { type TrustResult, trustFolder } from '../../config/trust.ts';
import { trustText } from '../../present/config.ts';
import { BaseCommand } from '../../shell/base-command.ts';
import { pathEnvironment } from '../../shell/path-environment.ts';
import { configFiles } from '../../wire.ts';

export default class ConfigTrust extends BaseCommand<TrustResult> {
  static override summary = "Let a project's prof.yaml set everything, once you have read it";
  static override description =
    `A project's file is written by whoever wrote the project. Until it is trusted it may not choose
stores, environments or limits.`;
  static override examples = [
    '<%= config.bin %> config trust .',
    '<%= config.bin %> config trust ~/src/checkout',
    '<%= config.bin %> config trust . --revoke',
  ];
  static override args = {
    folder: Args.string({ description: 'the folder that holds prof.yaml', required: true }),
  };
  static override flags = {
    revoke: Flags.boolean({ summary: 'trust it no longer' }),
  };

  async run(): Promise<TrustResult> {
    const { args, flags } = await this.parse(ConfigTrust);
    // Without the configuration: that is what fails as long as the project is not trusted.
    const result = await trustFolder(
      { folder: args.folder, revoke: flags.revoke },
      { files: await configFiles(), paths: pathEnvironment() },
    );
    this.output(flags).text(trustText(result));
    return result;
  }
}
