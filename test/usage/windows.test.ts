import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newestReadyWindow, readySpan, since, WINDOW_MS, windowsOf } from '../../src/usage/windows.ts';

const at = (text: string) => Date.parse(`2026-01-01T${text}Z`);
const anyMoment = fc.integer({ min: at('00:00:00'), max: at('23:59:59') });

describe('windows', () => {
  test('the newest ready window ended at least five minutes ago', () => {
    expect(newestReadyWindow(at('10:09:59'))).toBe(at('09:55:00'));
    expect(newestReadyWindow(at('10:10:00'))).toBe(at('10:00:00'));
  });

  test('are aligned to multiples of five minutes whenever a run starts, none open and none unsettled', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 0, max: 336 }), (now, hours) => {
        const windows = windowsOf(readySpan(now, hours));
        expect(windows.length).toBeGreaterThan(0);
        for (const window of windows) {
          expect(window % WINDOW_MS).toBe(0);
          expect(window + WINDOW_MS + 5 * 60_000).toBeLessThanOrEqual(now);
        }
      }),
    );
  });

  test('a late run looks at every window that a punctual one would have', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 0, max: 20 * 3600_000 }), (now, late) => {
        const punctual = newestReadyWindow(now);
        expect(windowsOf(readySpan(now + late, 24))).toContain(punctual);
      }),
    );
  });

  test('of fourteen days leave out what CloudWatch would refuse before the run ends', () => {
    const now = at('10:10:00');
    const [oldest] = windowsOf(readySpan(now, 336));
    expect(now - (oldest ?? 0)).toBeLessThan(14 * 24 * 3600_000 - 20 * 60_000);
  });

  test('before a resource existed as a whole are none of its own', () => {
    const span = { start: at('10:00:00'), end: at('10:20:00') };
    expect(windowsOf(since(span, at('10:05:00')))).toEqual([at('10:05:00'), at('10:10:00'), at('10:15:00')]);
    expect(windowsOf(since(span, at('10:05:01')))).toEqual([at('10:10:00'), at('10:15:00')]);
    expect(windowsOf(since(span, at('11:00:00')))).toEqual([]);
    expect(windowsOf(since(span, 0))).toHaveLength(4);
  });
});
