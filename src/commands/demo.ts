import { Flags } from '@oclif/core';
import { demo } from '../demo/demo.ts';
import type { DemoEvent } from '../demo/events.ts';
import { ProfError } from '../kit/errors.ts';
import { CaptureProgress } from '../present/capture-progress.ts';
import { type DemoDocument, demoDocument, demoEndText, demoText } from '../present/demo.ts';
import { BaseCommand, type CommandContext } from '../shell/base-command.ts';
import { ownCommand } from '../shell/own-command.ts';

const TICK_MS = 1000;

export default class Demo extends BaseCommand<DemoDocument> {
  static override summary = 'Show what prof does, on two sample services of its own';
  static override description =
    `Starts two services on this machine, takes profiles of them, lists these, makes one service slower, and shows
what changed. Takes some ten seconds, needs no network, and stops what it started. The profiles go to a store of their
own, --store demo, which is emptied at each start.`;
  static override examples = [
    '<%= config.bin %> demo',
    '<%= config.bin %> demo --keep',
    '<%= config.bin %> demo --json',
  ];
  static override flags = {
    keep: Flags.boolean({ summary: 'leave the services running, for an hour at most' }),
    seconds: Flags.integer({
      summary: 'how long each round profiles',
      default: 3,
      min: 2,
      max: 20,
      helpValue: 'N',
    }),
  };

  async run(): Promise<DemoDocument> {
    const { flags } = await this.parse(Demo);
    if (flags.store !== undefined && flags.store !== 'demo') {
      throw new ProfError(
        'USAGE',
        `the demo has a store of its own, which it empties; it leaves ${flags.store} alone`,
        {
          hints: ['leave --store away'],
        },
      );
    }
    const context = await this.context({ ...flags, store: 'demo' });
    const { out, wiring, signal } = context;
    const view = { command: ownCommand(), columns: out.columns };
    const progress = followProgress(context);
    const emit = async (event: DemoEvent) => {
      progress.follow(event);
      const text = await demoText(event, view);
      if (text !== undefined) out.text(text);
    };
    const options = { keep: flags.keep, seconds: flags.seconds };
    const result = await demo(options, { ...wiring, signal, emit }).finally(progress.end);
    out.text(demoEndText(result, view));
    return demoDocument(result, view);
  }
}

/** A live line on a terminal while profiles are taken; what is lasting stands in the demo's own text. */
function followProgress({ progress }: CommandContext) {
  let followed = new CaptureProgress();
  let isTaking = false;
  const timer = setInterval(() => {
    if (isTaking) progress.status(followed.status(Date.now()));
  }, TICK_MS);
  return {
    follow: (event: DemoEvent) => {
      if (event.kind === 'capture') followed.lineFor(event.event, Date.now());
      else progress.clear();
      if (event.kind === 'capturing') followed = new CaptureProgress();
      if (event.kind !== 'capture') isTaking = event.kind === 'capturing';
    },
    end: () => {
      clearInterval(timer);
      progress.clear();
    },
  };
}
