import { describe, expect, test } from '@jest/globals';
import { mode } from '../../../src/settings/fields.ts';

describe('a mode', () => {
  test.each(['constructor', 'toString', '__proto__', '', 'on', 'true'])('is not %j', (text) => {
    expect(mode.safeParse(text).success).toBe(false);
  });
});
