import type { Run } from '../report/run.ts';
import type { Context } from './context.ts';
import { survey } from './survey.ts';

/** The whole scheduled run: measures, publishes, and sets alarms, dashboard and topics right. */
export function monitor(context: Context): Promise<Run> {
  return survey(context, 'apply');
}
