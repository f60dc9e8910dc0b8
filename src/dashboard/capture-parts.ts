import type { CaptureEvent } from '../capture/events.ts';
import { sizeText } from '../present/store-text.ts';
import type { JobPart } from './state/dashboard-state.ts';

/** What an event of a capture says of one of its targets, or of all (`run`); undefined: nothing new. */
export function capturePart(event: CaptureEvent): JobPart | undefined {
  switch (event.kind) {
    case 'target-started':
      return { name: event.target, text: `${event.service}: ${event.types.join(', ')}`, tone: undefined };
    case 'profile-started': {
      const time = event.seconds === undefined ? '' : ` for ${event.seconds} s`;
      return { name: event.target, text: `taking ${event.type}${time}`, tone: undefined };
    }
    case 'profile-kept':
      return {
        name: event.target,
        text: `${event.type} kept, ${sizeText(event.sizeBytes)}: ${event.place}`,
        tone: 'good',
      };
    case 'failed': {
      const what = event.type === undefined ? '' : `${event.type}: `;
      return { name: event.target, text: `failed: ${what}${event.message}`, tone: 'bad' };
    }
    case 'warning':
      return { name: event.target, text: `warning: ${event.message}`, tone: undefined };
    case 'note':
      return { name: 'run', text: event.message, tone: undefined };
    case 'next-run':
    case 'target-finished':
      return undefined;
  }
}
