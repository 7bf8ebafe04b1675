import { describe, expect, test } from '@jest/globals';
import { evaluate, filledIn, holds } from './expression.ts';

/** As it stands in a workflow. */
const marked = (text: string) => `\${{ ${text} }}`;

const contexts = {
  github: { event: { action: 'UpdateIt', client_payload: { NewMinTPS: 40 } }, event_name: 'push' },
  inputs: { 'run-id': '', 'dry-run': false },
  steps: { monitor: { outputs: { result: 'partial' } } },
};

// GitHub docs, "Evaluate expressions in workflows and actions".
describe('an expression', () => {
  test.each([
    ["startsWith(github.event.action, 'update') && 'set' || 'stop'", 'set'],
    ["github.event.action == 'updateit'", true],
    ["inputs.run-id != ''", false],
    ["inputs.command == 'restore' && inputs.run-id != ''", false],
    ["inputs.command || 'monitor'", 'monitor'],
    ['github.event.pull_request.head.repo', null],
    ["(inputs.dry-run == false) && !inputs.run-id && 'it''s'", "it's"],
    ['github.event.client_payload.NewMinTPS', 40],
  ])('%s is %j', (text, value) => {
    expect(evaluate(text, contexts)).toBe(value);
  });

  test.each(['secrets.TOKEN', 'hashFiles(github.event)', 'inputs.a inputs.b', 'inputs.a =='])(
    '%s is refused rather than guessed',
    (text) => {
      expect(() => evaluate(text, contexts)).toThrow();
    },
  );

  test('in a text is filled in; what is missing is empty', () => {
    expect(filledIn(`a-${marked('github.event_name')}-${marked('inputs.none')}`, contexts)).toBe('a-push-');
    expect(filledIn(marked('inputs.dry-run'), contexts)).toBe(false);
  });
});

describe('a condition', () => {
  const runs = (condition: string | undefined, failed: boolean) => holds(condition, contexts, { failed });

  test('that does not ask how things stand is for when nothing failed', () => {
    expect([runs(undefined, false), runs(undefined, true)]).toEqual([true, false]);
    expect([runs("github.event_name == 'push'", false), runs("github.event_name == 'push'", true)]).toEqual([
      true,
      false,
    ]);
  });

  test('that does is looked at after a failure too', () => {
    expect([runs(marked('!cancelled()'), true), runs(marked('failure()'), false)]).toEqual([true, false]);
    const text = marked("always() && (steps.monitor.outputs.result != 'success' || false)");
    expect(runs(text, true)).toBe(true);
  });
});
