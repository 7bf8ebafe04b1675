import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextFloor } from '../../src/findings/steps.ts';

test('a step lowers by its percent, rounded down to a whole TPS', () => {
  expect(nextFloor(20, 4, 25)).toBe(15);
  expect(nextFloor(15, 4, 25)).toBe(11);
  expect(nextFloor(20, 4, 100)).toBe(4);
});

test('a step stops at the target: 10 TPS with a target of 9 go to 9, not to 7 (defect 8)', () => {
  expect(nextFloor(10, 9, 25)).toBe(9);
});

test('a step lowers by 1 at least, and to 1 at least', () => {
  expect(nextFloor(3, 1, 1)).toBe(2);
  expect(nextFloor(3, 1, 0)).toBe(2);
  expect(nextFloor(2, 0, 100)).toBe(1);
});

test('a floor at or under its target stays', () => {
  expect(nextFloor(4, 4, 25)).toBe(4);
  expect(nextFloor(3, 4, 25)).toBe(3);
});

test('steps come down to the target from anywhere, each lower than the one before', () => {
  const floors = fc.integer({ min: 1, max: 500 });
  fc.assert(
    fc.property(floors, floors, fc.integer({ min: 1, max: 100 }), (floor, target, percent) => {
      fc.pre(target < floor);
      let now = floor;
      for (let step = 0; now > target && step < 500; step++) {
        const next = nextFloor(now, target, percent);
        expect(next).toBeLessThan(now);
        expect(now - next).toBeLessThan((now * percent) / 100 + 1);
        now = next;
      }
      expect(now).toBe(target);
    }),
  );
});
