import { type ConfigDocument, configDocument, configText } from '../present/config.ts';
import { BaseCommand } from '../shell/base-command.ts';

export default class ConfigCommand extends BaseCommand<ConfigDocument> {
  static override summary = 'Show the settings that apply, and where each came from';
  static override description =
    `Flags count before environment variables, these before the project's prof.yaml (searched up to the
repository's root), that before your own config.yaml in $XDG_CONFIG_HOME/prof (or ~/.config/prof).`;
  static override examples = [
    '<%= config.bin %> config',
    '<%= config.bin %> config --env staging',
    '<%= config.bin %> config --json',
  ];

  async run(): Promise<ConfigDocument> {
    const { flags } = await this.parse(ConfigCommand);
    const { config, out } = await this.context(flags);
    out.text(configText(config, out.color));
    return configDocument(config);
  }
}
