import { Args, Flags } from '@oclif/core';
import { codeOf } from '../../doctor/check.ts';
import { doctorEndpoints } from '../../doctor/doctor-endpoints.ts';
import { doctorKube } from '../../doctor/doctor-kube.ts';
import { leastRole } from '../../doctor/least-role.ts';
import { findPods } from '../../pods/find-pods.ts';
import { type DoctorDocument, doctorDocument, doctorText } from '../../present/doctor.ts';
import { BaseCommand } from '../../shell/base-command.ts';
import { clusterFlags, clusterSettings } from '../../shell/cluster-flags.ts';
import { podFlags, podOptions } from '../../shell/pod-flags.ts';

const PROBE_MS = 5_000;

export default class DoctorKube extends BaseCommand<DoctorDocument | undefined> {
  static override summary = 'Check the way to the pods of a cluster: rights, metrics, endpoints';
  static override description =
    `Each right by itself, whether there are metrics, and of pods that are named whether their endpoints answer;
beside each that fails what to do. --print-role prints the least role, as YAML for kubectl.`;
  static override examples = [
    '<%= config.bin %> doctor kube',
    '<%= config.bin %> doctor kube deploy/checkout -n shop',
    '<%= config.bin %> doctor kube -n shop --print-role --via port-forward',
  ];
  static override strict = false;
  static override args = { target: Args.string({ description: 'pods whose endpoints are tried' }) };
  static override flags = {
    'print-role': Flags.boolean({
      summary: 'print the least role for -n (with -A for all namespaces), and do nothing',
    }),
    exec: Flags.boolean({
      summary: 'with the right to wake Node.js programs by --exec',
    }),
    'ignore-safety': Flags.boolean({
      summary: 'without the rights to look at the load of pods',
      dependsOn: ['print-role'],
    }),
    ...podFlags,
    ...clusterFlags,
  };

  async run(): Promise<DoctorDocument | undefined> {
    const { flags, argv } = await this.parse(DoctorKube);
    const { out, wiring, signal, config } = await this.context(flags);
    const options = await podOptions(flags, wiring);
    if (flags['print-role']) {
      const { via } = options;
      const ways = via === 'auto' ? (['port-forward', 'proxy'] as const) : [via];
      const namespace = flags['all-namespaces'] ? undefined : (flags.namespace ?? 'default');
      const wishes = { ways, workloads: true, exec: flags.exec, metrics: !flags['ignore-safety'] };
      out.data(leastRole({ ...wishes, namespace }));
      return undefined;
    }
    const kubernetes = await wiring.kubernetes(clusterSettings(flags, config));
    const namespace = flags['all-namespaces'] ? undefined : kubernetes.identity.namespace;
    const checks = await doctorKube({ namespace, exec: flags.exec }, { kubernetes, signal });
    if (argv.length > 0 || options.selector !== undefined) {
      const found = await findPods(
        { ...options, targets: argv as string[] },
        { kubernetes, signal, random: Math.random },
      );
      for (const { pod } of found.pods) {
        const { via } = options;
        // To look whether a pod answers, nothing is run in it.
        const endpoint = { ...options.endpoint, exec: undefined };
        checks.push(
          ...(await doctorEndpoints(pod, { endpoint, via, timeoutMs: PROBE_MS }, { kubernetes, signal })),
        );
      }
    }
    out.text(doctorText(checks, out.color));
    const code = codeOf(checks);
    if (code !== undefined) this.exitWith(code);
    return doctorDocument('kube', checks);
  }
}
