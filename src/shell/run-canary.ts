import { type CanarySides, canarySides, requireDeployment } from '../canary/canary-sides.ts';
import { canarySideText } from '../present/canary.ts';
import { failureTexts } from '../present/capture.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import type { CommandContext } from './base-command.ts';
import { captureDeps } from './capture-deps.ts';
import { type CaptureFlagValues, captureOptions } from './capture-flags.ts';
import { type ClusterFlagValues, clusterSettings } from './cluster-flags.ts';
import { followCapture } from './follow-capture.ts';
import { guardCapture } from './guard-capture.ts';

export type CanaryFlagValues = Omit<CaptureFlagValues, 'allow-link-local' | 'assume-no-handler'> &
  ClusterFlagValues & { readonly types: string; readonly yes: boolean };

/** Captures the sides of a canary, with all that stands before a capture, and says what was taken. */
export async function runCanary(
  deployment: string,
  flags: CanaryFlagValues,
  context: CommandContext & { readonly load: LoadDeps },
): Promise<CanarySides> {
  requireDeployment(deployment);
  const { out, config, progress, load } = context;
  const cluster = clusterSettings(flags, config);
  const common = await captureOptions(
    { ...flags, 'allow-link-local': false, 'assume-no-handler': false },
    context,
  );
  const options = { ...common, targets: [deployment], output: { kind: 'store' as const }, dryRun: false };
  await guardCapture({ options, cluster, yes: flags.yes }, context);
  const followed = followCapture(progress);
  const { 'ignore-safety': ignoreSafety, types: type } = flags;
  const capture = captureDeps({ cluster, ignoreSafety, emit: followed.emit }, context);
  const sides = await canarySides({ deployment, type, capture: common }, { capture, load }).finally(
    followed.end,
  );
  out.note(`base is ${canarySideText(sides.before)}, target is ${canarySideText(sides.after)}`);
  for (const { line, hints } of failureTexts(sides.result)) {
    out.warn(line);
    for (const hint of hints) out.note(`  ${hint}`);
  }
  return sides;
}
