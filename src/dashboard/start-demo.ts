import { demo } from '../demo/demo.ts';
import { capturePart } from './capture-parts.ts';
import type { DashboardControl } from './control.ts';

/** The demonstration as a job, in its own store, which is looked at. */
export async function startDemo(control: DashboardControl): Promise<void> {
  if (control.state.where.isReadOnly) {
    control.say('this is read-only: no demo', 'bad');
    return;
  }
  await control.open({ env: undefined, store: 'demo' });
  const { backend } = control;
  control.job({
    title: 'demo',
    argv: ['demo'],
    run: async (report, signal) => {
      const deps = backend.captureDeps(() => {}, signal);
      const { samples } = backend.wiring;
      const result = await demo(
        { seconds: 3, keep: false },
        {
          ...deps,
          samples,
          emit: (event) => {
            const part = event.kind === 'capture' ? capturePart(event.event) : undefined;
            if (part !== undefined) report(part);
          },
        },
      );
      return `${result.regressed} was made slower between two rounds: mark both cpu profiles of it, d compares`;
    },
    onDone: () => control.reload(),
  });
}
