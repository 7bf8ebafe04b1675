import { count, duration } from './figures.ts';
import type { ResourceReport, Run } from './run.ts';
import { resourcesOf } from './totals.ts';

const WINDOW_MINUTES = 5;
/** On any schedule up to hourly, what a run finds unpublished is younger than this. */
const USUAL_WINDOWS = 12;

/**
 * How much time the published windows cover: `30 minutes of each of 3 resources`. That older ones were filled in is
 * said only when a resource already had some: for one that is new, all of its history is.
 */
export function publishedSpan(run: Run): string {
  const published = resourcesOf(run).filter(({ windowsPublished }) => windowsPublished > 0);
  const windows = published.map(({ windowsPublished }) => windowsPublished);
  const most = windows.reduce((a, b) => Math.max(a, b), 0);
  const same = windows.every((each) => each === most);
  const span = `${same ? '' : 'up to '}${duration(most * WINDOW_MINUTES)}`;
  const whose = published.length === 1 ? '1 resource' : `each of ${count(published.length, 'resource')}`;
  const late = published.some(isLate) ? ', with what earlier runs had not published' : '';
  return `${span} of ${whose}${late}`;
}

function isLate({ windowsPublished, windowsBackfilled, traffic }: ResourceReport): boolean {
  return windowsBackfilled > USUAL_WINDOWS && windowsPublished < (traffic?.requests.length ?? 0);
}
