import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { jobs } from './jobs.ts';
import { log } from './log.ts';
import { pods } from './pods.ts';
import { profile } from './profile.ts';
import { profiles } from './profiles.ts';
import type { Screen } from './screen.ts';
import { services } from './services.ts';

/** The first is where one begins. */
export const SCREENS: readonly Screen[] = [services, profiles, pods, profile, diff, jobs, doctor, log];
