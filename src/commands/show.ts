import { Args } from '@oclif/core';
import { type ShowDocument, showDocument, showText } from '../present/show.ts';
import { storeEventLine } from '../present/store-text.ts';
import { showProfile } from '../report/show-profile.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';

export default class Show extends BaseCommand<ShowDocument> {
  static override summary =
    'Show what is known of a profile: where it comes from, its type, duration and totals';
  static override examples = [
    '<%= config.bin %> show checkout/cpu',
    '<%= config.bin %> show checkout/heap@yesterday --json',
    '<%= config.bin %> show ./cpu.pb.gz',
  ];
  static override args = {
    reference: Args.string({
      description: 'SERVICE[/TYPE][@WHEN][~N], store:KEY, a file, a URL, -',
      required: true,
    }),
  };
  static override flags = { ...lookbackFlag };

  async run(): Promise<ShowDocument> {
    const { args, flags } = await this.parse(Show);
    const { out, wiring, config } = await this.context(flags);
    const shown = await showProfile(args.reference, {
      ...wiring,
      limits: config.limits,
      lookbackMs: lookbackMs(flags.lookback),
      emit: (event) => {
        const line = storeEventLine(event);
        if (line !== undefined) out.note(line);
      },
    });
    out.text(showText(shown));
    return showDocument(shown);
  }
}
