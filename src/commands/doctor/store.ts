import { Flags } from '@oclif/core';
import { codeOf } from '../../doctor/check.ts';
import { doctorStore } from '../../doctor/doctor-store.ts';
import { storePolicy } from '../../doctor/store-policy.ts';
import { ProfError } from '../../kit/errors.ts';
import { type DoctorDocument, doctorDocument, doctorText } from '../../present/doctor.ts';
import { BaseCommand } from '../../shell/base-command.ts';

export default class DoctorStore extends BaseCommand<DoctorDocument | undefined> {
  static override summary = 'Check the way to the store: credentials, region, bucket, and each right';
  static override description =
    `Writes an object of its own, reads it, tries to write over it, and removes it again. Beside each check that
fails stands what to do; rights as statements of an IAM policy.`;
  static override examples = [
    '<%= config.bin %> doctor store',
    '<%= config.bin %> doctor store --store s3://bucket/profiles',
    '<%= config.bin %> doctor store --store s3://bucket/profiles --print-policy',
  ];
  static override flags = {
    'print-policy': Flags.boolean({ summary: 'print the least IAM policy for this store, and do nothing' }),
  };

  async run(): Promise<DoctorDocument | undefined> {
    const { flags } = await this.parse(DoctorStore);
    const { out, wiring, signal, config } = await this.context(flags);
    const diagnosis = await wiring.diagnosis();
    if (flags['print-policy']) {
      if (diagnosis === undefined) {
        throw new ProfError('USAGE', `${config.storeUrl} is a folder, which has no policy`, {
          hints: ['--store s3://bucket/prefix names a bucket'],
        });
      }
      out.data(storePolicy(diagnosis.bucket, diagnosis.prefix));
      return undefined;
    }
    const checks = await doctorStore({ store: await wiring.store(), diagnosis, signal });
    out.text(doctorText(checks, out.color));
    const code = codeOf(checks);
    if (code !== undefined) this.exitWith(code);
    return doctorDocument('store', checks);
  }
}
