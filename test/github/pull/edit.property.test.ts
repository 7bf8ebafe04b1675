import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { CapacityEdit, EntrySet } from '../../../src/github/pull/capacityEdit.ts';
import { editCapacity } from '../../../src/github/pull/edit.ts';
import { anyText } from '../../settings/config/arbitrary.ts';

/** A piece of a file, and whose entry it is, if it is one. */
interface Piece {
  readonly lines: readonly string[];
  readonly of?: string;
}

const NAMES = ['home', 'old', 'search-v2', 'A_1', 'top'];
const ACCOUNT = '123456789012';
const keyOf = (name: string) => `us-east-1/campaign/${name}`;
const arnOf = (name: string) => `arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/${name}`;

const trail = fc.constantFrom('', ' # c', '   # {a: [}', ' #');
const between = fc.array(fc.constantFrom('', '# note', '  # - deep: note', '#', '    # deeper'), {
  maxLength: 2,
});

const named = (setting: string) => setting.replaceAll('"', '').split(':')[0];

function entry(name: string, indent: number, step: number): fc.Arbitrary<Piece> {
  const margin = ' '.repeat(indent);
  const inner = ' '.repeat(indent + step);
  const key = fc.constantFrom(
    keyOf(name),
    `"${keyOf(name)}"`,
    `'${keyOf(name)}'`,
    `"${arnOf(name)}"`,
    arnOf(name),
  );
  const value = fc.constantFrom(
    'min-tps: 7',
    'state: active',
    '"min-tps": 3',
    "state: 'stopped'",
    'note: "a: # b"',
  );
  return fc.oneof(
    fc
      .tuple(key, fc.uniqueArray(value, { maxLength: 3, selector: named }), fc.constantFrom('', ' '), trail)
      .map(([k, values, space, end]) => ({
        of: name,
        lines: [`${margin}${k}: ${space}{${space}${values.join(', ')}${space}}${end}`],
      })),
    fc
      .tuple(
        key,
        fc.uniqueArray(value, {
          minLength: 1,
          maxLength: 3,
          selector: named,
        }),
        trail,
        fc.boolean(),
      )
      .map(([k, values, end, comment]) => ({
        of: name,
        lines: [
          `${margin}${k}:${end}`,
          ...values.flatMap((text) => [...(comment ? [`${inner}# why`] : []), `${inner}${text}${end}`]),
        ],
      })),
    key.map((k) => ({ of: name, lines: [`${margin}${k}:`] })),
  );
}

function section(step: number): fc.Arbitrary<readonly Piece[]> {
  const indent = ' '.repeat(step);
  const entries = fc
    .uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 })
    .chain((names) => fc.tuple(...names.map((name) => entry(name, step, step))));
  const notes = fc.constantFrom<readonly string[]>([], [`${indent}# about it`]);
  return fc
    .tuple(entries, trail, notes)
    .map(([pieces, end, about]) => [
      { lines: [`capacity:${end}`, ...about] },
      ...(pieces as readonly Piece[]).flatMap((piece) => [piece, { lines: about }]),
    ]);
}

const others = (step: number): readonly (readonly string[])[] => [
  ['policies:', '- match:   {name: "*-dev"}   # any', '  exempt:    true'],
  ['policies:', `${' '.repeat(step)}- match: { kind: campaign }`, `${' '.repeat(step)}  exempt: true`],
  ['schedules: [ ]   # none'],
  ['prices:', `${' '.repeat(step)}tps-hour: {v1: 0.20,v2: 0.54}`],
  ["accounts: [{name:  'prod'}]"],
];

interface Made {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Files in many layouts, with comments everywhere. */
const anyFile: fc.Arbitrary<Made> = fc.constantFrom(2, 4).chain((step) =>
  fc
    .record({
      head: between,
      rest: fc.uniqueArray(fc.constantFrom(...others(step)), {
        maxLength: 3,
        selector: ([first]) => (first ?? '').split(':')[0],
      }),
      capacity: fc.option(section(step), { nil: undefined }),
      first: fc.boolean(),
      gap: between,
      crlf: fc.boolean(),
      ended: fc.boolean(),
    })
    .map(({ head, rest, capacity = [], first, gap, crlf, ended }) => {
      const plain = rest.flatMap((lines): Piece[] => [
        { lines },
        { lines: gap.map((line) => line.trimStart()) },
      ]);
      const body = first ? [...capacity, { lines: [''] }, ...plain] : [...plain, ...capacity];
      const pieces: Piece[] = [
        { lines: head.map((line) => line.trimStart()) },
        { lines: ['version: 1'] },
        ...body,
      ];
      const end = crlf ? '\r\n' : '\n';
      return { pieces, text: pieces.flatMap(({ lines }) => lines).join(end) + (ended ? end : '') };
    }),
);

const anySet: fc.Arbitrary<EntrySet> = fc.oneof(
  fc.integer({ min: 1, max: 500 }).map((minTps) => ({ minTps })),
  fc.constant({ state: 'stopped' as const }),
  fc
    .record({
      tags: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__'),
        fc.string({ maxLength: 30 }),
        {
          minKeys: 1,
          maxKeys: 3,
          noNullPrototype: true,
        },
      ),
      weight: fc.constantFrom('0.3', '1', 'yes', 'null', ''),
    })
    .map(({ tags, weight }) => ({
      state: 'deleted' as const,
      manifest: {
        solutionVersionArn: 'arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd',
        minProvisionedTPS: 1,
        campaignConfig: { itemExplorationConfig: { explorationWeight: weight } },
        tags,
      },
    })),
);

const anyEdits: fc.Arbitrary<readonly CapacityEdit[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES, 'new'), anySet), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  })
  .map((each) => each.map(([name, set]) => ({ key: keyOf(name), arn: arnOf(name), set })));

const linesOf = (text: string) =>
  text
    .replace(/(\r?\n)+$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));

/** Whether all of `some` stand in `all`, in their order. */
function inOrder(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const line of all) if (line === some[at]) at += 1;
  return at >= some.length;
}

test('an edit changes the lines of its own entries only, adds what it says and nothing else, and is done once', () => {
  fc.assert(
    fc.property(anyFile, anyEdits, ({ text, pieces }, edits) => {
      const before = parse(text, { schema: 'core' });
      const result = editCapacity(text, edits);
      expect(result.kind).not.toBe('impossible');
      const after = result.kind === 'edited' ? result.text : text;
      const edited = new Set(edits.map(({ key }) => key));
      const untouched = pieces.filter(({ of }) => of === undefined || !edited.has(keyOf(of)));
      const kept = untouched.flatMap(({ lines }) => lines);
      while (kept.at(-1) === '') kept.pop();
      expect(inOrder(kept, linesOf(after)) ? [] : [kept, linesOf(after)]).toEqual([]);
      // Comments of the edited entries stay too.
      const comments = (lines: readonly string[]) => lines.join('\n').match(/#.*/g)?.length ?? 0;
      expect(comments(linesOf(after))).toBeGreaterThanOrEqual(comments(linesOf(text)));
      if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');

      const data = parse(after, { schema: 'core' });
      const { capacity: was, ...restBefore } = before;
      const { capacity: is, ...restAfter } = data;
      expect(restAfter).toEqual(restBefore);
      for (const [key, value] of Object.entries(was ?? {})) {
        if (edited.has(key) || edits.some(({ arn }) => arn === key)) continue;
        expect(is[key]).toEqual(value);
      }
      for (const { key, arn, set } of edits) {
        const entry = is[key] ?? is[arn];
        if ('minTps' in set) expect(entry['min-tps']).toBe(set.minTps);
        else expect(entry.state).toBe(set.state);
        if ('manifest' in set) expect(entry.manifest).toEqual(set.manifest);
      }
      expect(Object.keys(is)).toHaveLength(
        new Set([...Object.keys(was ?? {}).map((key) => key.replace(/^arn.*:/, 'us-east-1/')), ...edited])
          .size,
      );
      expect(editCapacity(after, edits)).toEqual({ kind: 'same' });
    }),
    { numRuns: 400 },
  );
});

test('whatever the file holds, it is edited to say the same and the edits, or it is said why not', () => {
  const start = fc.constantFrom('', 'version: 1\n', 'capacity:\n', 'capacity: {');
  fc.assert(
    fc.property(start, anyText, anyEdits, (first, rest, edits) => {
      const result = editCapacity(first + rest, edits);
      expect(result.kind).not.toBe('same');
      if (result.kind === 'impossible') expect(result.why).toMatch(/^it/);
      else if (result.kind === 'edited') expect(editCapacity(result.text, edits)).toEqual({ kind: 'same' });
    }),
    { numRuns: 1000 },
  );
});
