import { Flags } from '@oclif/core';
import { snakeNames } from './snake-names.ts';

const SOURCE = 'SOURCE';

/** Options of every report that say which profile it is on, under the reference's names. */
export const sourceFlags = snakeNames({
  base: Flags.string({
    summary: 'subtract this profile',
    helpValue: 'REF',
    exclusive: ['diff-base'],
    helpGroup: SOURCE,
  }),
  'diff-base': Flags.string({
    summary: 'compare with this profile: percentages are of it',
    helpValue: 'REF',
    helpGroup: SOURCE,
  }),
  normalize: Flags.boolean({ summary: 'scale to the total of the base first', helpGroup: SOURCE }),
  'all-frames': Flags.boolean({
    summary: 'also frames that the profile itself calls uninteresting',
    helpGroup: SOURCE,
  }),
  symbolize: Flags.string({
    summary:
      'names of C++ and Rust: none (as recorded), demangle=none, demangle=templates, demangle=full, force',
    helpValue: 'WORDS',
    helpGroup: SOURCE,
  }),
  'source-map': Flags.string({
    summary:
      'source map, or folder of maps, of compiled JavaScript; maps beside scripts are found; none: use none',
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: SOURCE,
  }),
  'add-comment': Flags.string({
    summary: 'a comment more, above the report',
    helpValue: 'TEXT',
    helpGroup: SOURCE,
  }),
  buildid: Flags.string({
    summary: "the program's build id, where the profile has none",
    helpValue: 'ID',
    helpGroup: SOURCE,
    aliases: ['build-id'],
  }),
  seconds: Flags.integer({
    summary: 'of URLs: how long a profile over time takes',
    helpValue: 'N',
    min: 1,
    helpGroup: SOURCE,
  }),
  timeout: Flags.integer({
    summary: 'of URLs: seconds until there must be an answer',
    helpValue: 'N',
    min: 1,
    helpGroup: SOURCE,
  }),
  'tls-ca': Flags.string({
    summary: 'of URLs: certificate authorities to trust (PEM)',
    helpValue: 'FILE',
    helpGroup: SOURCE,
  }),
  'tls-cert': Flags.string({
    summary: 'of URLs: client certificate (PEM)',
    helpValue: 'FILE',
    dependsOn: ['tls-key'],
    helpGroup: SOURCE,
  }),
  'tls-key': Flags.string({
    summary: 'of URLs: its private key (PEM)',
    helpValue: 'FILE',
    dependsOn: ['tls-cert'],
    helpGroup: SOURCE,
  }),
});
