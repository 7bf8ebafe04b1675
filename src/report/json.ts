import type { Run } from './run.ts';

/** Identifies the shape of `report.json`, which `docs/report.schema.json` describes. */
export const REPORT_SCHEMA = 'urn:personalize-monitor:report:1';

/** The JSON report: the run itself under the name of its schema. */
export interface Report extends Run {
  readonly $schema: typeof REPORT_SCHEMA;
}

/** Lists without texts, objects or lists in them; texts hold no line breaks in JSON. */
const LIST_OF_NUMBERS = /\[\n[\s\d,.eE+\-nul]*\]/g;

/** Objects of nothing but numbers, such as the points of a curve. */
const OBJECT_OF_NUMBERS = /\{(?:\n +"\w+": -?[\d.eE+-]+,?)+\n +\}/g;

/** The run as JSON for programs, account ids included: indented, with what is all numbers on one line. */
export function renderJson(run: Run): string {
  const report: Report = { $schema: REPORT_SCHEMA, ...run };
  const json = JSON.stringify(report, null, 2);
  const compact = json
    .replace(LIST_OF_NUMBERS, (list) => list.replaceAll(/\s+/g, '').replaceAll(',', ', '))
    .replace(OBJECT_OF_NUMBERS, (object) => object.replaceAll(/\n +/g, ' '));
  return `${compact}\n`;
}
