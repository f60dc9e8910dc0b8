import { BaseCommand } from '../shell/base-command.ts';

export interface VersionResult {
  readonly schema: 'prof.version.v1';
  readonly version: string;
  readonly node: string;
  readonly platform: string;
}

export default class Version extends BaseCommand<VersionResult> {
  static override summary = 'Print the version of prof and of the Node.js that runs it';
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --json'];

  async run(): Promise<VersionResult> {
    const { flags } = await this.parse(Version);
    const out = this.output(flags);
    const result: VersionResult = {
      schema: 'prof.version.v1',
      version: this.config.version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    };
    out.line(`prof ${result.version} (Node.js ${result.node}, ${result.platform})`);
    return result;
  }
}
