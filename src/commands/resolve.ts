import { Args, Flags } from '@oclif/core';
import { DEFAULT_POD_OPTIONS } from '../capture/capture-options.ts';
import { resolvePods } from '../pods/resolve-pods.ts';
import { type ResolveDocument, resolveDocument, resolveText } from '../present/resolve.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { clusterFlags, clusterSettings } from '../shell/cluster-flags.ts';
import { execFlags, execOf } from '../shell/exec-flags.ts';
import { findPodsOptions, whichPodsFlags } from '../shell/pod-flags.ts';

export default class Resolve extends BaseCommand<ResolveDocument> {
  static override summary = 'Show what a pod would be called, and where it would be asked';
  static override description =
    `The service that profiles of a pod are filed under, which rule named it and what the others would have
said, and the endpoints in the order in which prof capture tries them. The pod itself is asked nothing.`;
  static override examples = [
    '<%= config.bin %> resolve checkout-7d8f9c5b6d-x2x4z',
    '<%= config.bin %> resolve deploy/checkout -n shop',
    '<%= config.bin %> resolve -l app=checkout -A --json',
  ];
  static override strict = false;
  static override args = {
    target: Args.string({ description: 'pod/x or x, deploy/x, sts/x, ds/x, job/x, cronjob/x, rs/x, svc/x' }),
  };
  static override flags = {
    service: Flags.string({ summary: 'the name that --service would give', helpValue: 'NAME' }),
    ...whichPodsFlags,
    ...execFlags,
    ...clusterFlags,
  };

  async run(): Promise<ResolveDocument> {
    const { flags, argv } = await this.parse(Resolve);
    const { out, wiring, signal, config } = await this.context(flags);
    const kubernetes = await wiring.kubernetes(clusterSettings(flags, config));
    const endpoint = { ...DEFAULT_POD_OPTIONS.endpoint, container: flags.container, exec: execOf(flags) };
    const options = {
      ...findPodsOptions(flags),
      targets: argv as string[],
      service: flags.service,
      endpoint,
    };
    const resolved = await resolvePods(options, { kubernetes, signal, random: Math.random });
    for (const note of resolved.notes) out.note(note);
    for (const { pod, why } of resolved.skipped) out.note(`skipped ${pod}: ${why}`);
    out.text(resolveText(resolved));
    return resolveDocument(resolved);
  }
}
