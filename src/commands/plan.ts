import type { Run } from '../report/run.ts';
import type { Context } from './context.ts';
import { survey } from './survey.ts';

/** What `monitor` would write, shown as a plan. Reads the same, and writes nothing to AWS. */
export function plan(context: Context): Promise<Run> {
  return survey(context, 'plan');
}
