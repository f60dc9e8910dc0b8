import type { ComparedSources } from '../compare/load-compared.ts';
import type { Config } from '../config/load-config.ts';
import type { ReportOptions } from '../report/report-options.ts';
import type { LoadDeps } from '../store/load-profiles.ts';

/** What a flame graph on a screen is of, as plain data: it goes to another thread. */
export interface FlameStart {
  readonly title: string;
  readonly sources: ComparedSources;
  readonly selection: Partial<ReportOptions>;
  readonly loading: Pick<LoadDeps, 'limits' | 'format' | 'lookbackMs' | 'sourceMaps' | 'url'>;
  readonly config: Config;
}
