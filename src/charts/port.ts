import type { Evidence } from '../domain/canary/evidence.js';
import type { MetricName } from '../domain/canary/verdict.js';

/** One metric of one wave. */
export interface Chart {
  readonly metric: MetricName;
  /** What it shows, in words: for those who do not see it. */
  readonly alt: string;
  /** A whole SVG document, for light and dark; some tens of kilobytes. */
  readonly svg: string;
}

/** Draws a chart for each metric that has data. `subject` names the wave. The same evidence gives the same bytes. */
export type DrawCharts = (evidence: Evidence, subject: string) => Promise<readonly Chart[]>;
