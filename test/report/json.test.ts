import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { type Report, renderJson } from '../../src/report/json.ts';
import { reportJsonSchema, type reportSchema } from '../../src/report/schema.ts';
import { anyRun } from './arbitrary.ts';
import { judged, waiting } from './judged.ts';
import { ACCOUNT, failed, firstRun, partial, plan, steady } from './runs.ts';

/** One finding and change of each kind, and short curves. */
const small = {
  ...judged,
  regions: [],
  findings: judged.findings.map((finding) =>
    finding.kind === 'over-provisioned' ? { ...finding, curve: finding.curve.slice(0, 2) } : finding,
  ),
};

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless the schema allows exactly what the types do. */
const schemaIsTheType: Same<Frozen<z.infer<typeof reportSchema>>, Frozen<Report>> = true;

const PUBLISHED = new URL('../../docs/report.schema.json', import.meta.url);

function published(): z.ZodType {
  return z.fromJSONSchema(JSON.parse(readFileSync(PUBLISHED, 'utf8')));
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every object in a JSON value. */
function objectsIn(value: Json): { [key: string]: Json }[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe('the published schema', () => {
  test('is made from the schema in the code, which is the type of the report', () => {
    expect(schemaIsTheType).toBe(true);
    const schema = reportJsonSchema();
    if (process.env['UPDATE_GOLDEN'] === '1')
      writeFileSync(PUBLISHED, `${JSON.stringify(schema, null, 2)}\n`);
    expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test('accepts the report of any run', () => {
    const schema = published();
    fc.assert(
      fc.property(anyRun, (run) =>
        expect(schema.safeParse(JSON.parse(renderJson(run))).error).toBeUndefined(),
      ),
      { numRuns: 100 },
    );
  });

  test.each([
    ['steady', steady],
    ['first run', firstRun],
    ['plan', plan],
    ['partial', partial],
    ['failed', failed],
    ['findings', small],
    ['waiting', { ...waiting, regions: [], findings: [] }],
  ])('refuses a report with anything more or less in it: %s', (_, run) => {
    const schema = published();
    const required = new Set(['command', 'failures', 'arn', 'floor', 'outcome', 'cause', 'sent', 'interval']);
    for (const [index] of objectsIn(JSON.parse(renderJson(run))).entries()) {
      const more = JSON.parse(renderJson(run));
      const object = objectsIn(more)[index] ?? {};
      object['surprise'] = 1;
      expect(schema.safeParse(more).success).toBe(false);
      delete object['surprise'];
      for (const key of Object.keys(object).filter((each) => required.has(each))) {
        const kept = object[key] ?? null;
        delete object[key];
        expect(schema.safeParse(more).success).toBe(false);
        object[key] = kept;
      }
    }
  });
});

describe('the JSON report', () => {
  test('is the run, whole, under the name of its schema', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const { $schema, ...rest } = JSON.parse(renderJson(run));
        expect($schema).toBe('urn:personalize-monitor:report:1');
        expect(rest).toEqual(JSON.parse(JSON.stringify(run)));
      }),
      { numRuns: 100 },
    );
  });

  test('keeps account ids, hidden elsewhere or not', () => {
    expect(renderJson(steady)).toContain(ACCOUNT);
    expect(renderJson({ ...steady, accountIdsHidden: false })).toContain(ACCOUNT);
  });

  test('keeps each list of numbers on one line', () => {
    expect(renderJson(steady)).toMatch(/^ +"requests": \[\d+(?:, \d+){287}\]$/m);
  });

  test('leaves out what is not known', () => {
    expect(JSON.parse(renderJson(partial)).regions[1]).toEqual({
      region: 'eu-west-1',
      resources: [],
      unmonitored: [],
    });
  });
});
