import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { Kind } from '../../../src/aws/arn.ts';
import { parseConfig } from '../../../src/settings/config/config.ts';
import { contradictionsIn } from '../../../src/settings/config/contradictions.ts';
import { configJsonSchema } from '../../../src/settings/config/jsonSchema.ts';
import type { PolicyFacts } from '../../../src/settings/config/policy.ts';
import { anyFile } from './arbitrary.ts';
import { FILE } from './worlds.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless policies know the same kinds as the fleet. */
const kindsAreTheSame: Same<PolicyFacts['kind'], Kind> = true;

const PUBLISHED = new URL('../../../docs/config.schema.json', import.meta.url);

const published = () => z.fromJSONSchema(JSON.parse(readFileSync(PUBLISHED, 'utf8')));

const accepted = (data: unknown) => parseConfig(JSON.stringify(data), FILE).kind === 'config';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

/** The properties of a schema that have no description, by path. */
function undescribed({ properties = {}, items }: Node, at = ''): string[] {
  const inside = Object.entries(properties).flatMap(([name, node]) => [
    ...(node.description ? [] : [`${at}${name}`]),
    ...undescribed(node, `${at}${name}.`),
  ]);
  return [...inside, ...(items ? undescribed(items, at) : [])];
}

describe('the published schema of the config file', () => {
  test('is made from the schema in the code', () => {
    expect(kindsAreTheSame).toBe(true);
    const schema = JSON.parse(JSON.stringify(configJsonSchema()));
    if (process.env['UPDATE_GOLDEN'] === '1') {
      writeFileSync(PUBLISHED, `${JSON.stringify(schema, null, 2)}\n`);
    }
    expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(schema);
  });

  test('describes every property, each in its own words', () => {
    expect(undescribed(configJsonSchema())).toEqual([]);
    const described = JSON.stringify(configJsonSchema()).match(/"description":"(?:[^"\\\\]|\\\\.)*"/g) ?? [];
    expect(new Set(described).size).toBe(described.length);
  });

  test('accepts every valid file', () => {
    const schema = published();
    fc.assert(fc.property(anyFile, (file) => expect(schema.safeParse(file).error).toBeUndefined()));
  });

  test('refuses a part of a valid file set to something else just when the action does', () => {
    const schema = published();
    const other = fc.constantFrom<unknown>(
      null,
      true,
      'x',
      '2026-12-31',
      '!x',
      '',
      0,
      1,
      5,
      7,
      -1,
      0.5,
      1e9,
      [],
      {},
    );
    const property = fc.property(anyFile, fc.nat(), other, fc.boolean(), (file, which, value, asKey) => {
      const copy = JSON.parse(JSON.stringify(file));
      const objects = objectsIn(copy);
      const object = objects[which % objects.length] ?? {};
      const keys = Object.keys(object);
      object[asKey ? 'surprise' : (keys[which % keys.length] ?? 'surprise')] = value;
      fc.pre(!floorOverCeiling(copy) && !contradicts(copy));
      expect(schema.safeParse(copy).success).toBe(accepted(copy));
    });
    fc.assert(property, { numRuns: 1000 });
  });
});

type Data = Record<string, unknown>;

function objectsIn(value: unknown): Data[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [value as Data, ...inside];
}

/** What JSON Schema cannot say. */
function contradicts(file: unknown): boolean {
  return contradictionsIn((file as Data)['capacity'], []).length > 0;
}

function floorOverCeiling(file: unknown): boolean {
  return objectsIn(file).some(({ floor, ceiling }) => Number(floor) > Number(ceiling));
}
