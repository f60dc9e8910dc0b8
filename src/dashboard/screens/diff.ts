import type { Screen } from './screen.ts';

export const diff: Screen = {
  id: 'diff',
  title: 'Diff',
  crumb: () => 'diff',
  contexts: ['diff', 'profile'],
  tabs: [{ id: 'flame', title: 'flame', body: { kind: 'flame' } }],
  commandLine: ({ params }) => ['flame', params.base!, params.target!],
  commands: {
    swap: (control, { params }) =>
      control.go({ screen: 'diff', params: { base: params.target!, target: params.base! } }),
  },
};
