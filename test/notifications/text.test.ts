import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  dollars,
  LINE_WIDTH,
  oneLine,
  printableAscii,
  shortened,
  utc,
  wrapped,
} from '../../src/notifications/text.ts';
import { anyText } from '../report/arbitrary.ts';

describe('text', () => {
  test('from elsewhere becomes one line with nothing unseen in it', () => {
    expect(oneLine(' a\r\nb\u202ec\u0000\u2028d\ud800 ', 50)).toBe('a b c d\ufffd');
    expect(oneLine('abcdefghij', 10)).toBe('abcdefghij');
    expect(oneLine('abcdefghijk', 10)).toBe('abcdefg...');
    expect(oneLine('abcdef🦊🦊🦊', 10)).toBe('abcdef\ufffd...');
    expect(printableAscii('Größe\n🦊')).toBe('Gr??e ?');
  });

  test('too long loses its middle', () => {
    expect(shortened('abcdefghij', 10)).toBe('abcdefghij');
    expect(shortened('abcdefghijk', 10)).toBe('abcd...ijk');
    expect(shortened('abcdefghijk', 9)).toBe('abc...ijk');
  });

  test('is wrapped at spaces, and loses nothing by it', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ maxLength: 400, unit: 'binary' })), (text) => {
        const line = oneLine(text, 1000);
        const lines = wrapped(line).split('\n');
        for (const one of lines) expect(one.length).toBeLessThanOrEqual(LINE_WIDTH);
        expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
        for (const one of lines) expect(one.isWellFormed()).toBe(true);
      }),
    );
    const word = 'x'.repeat(60);
    expect(wrapped(`${word} ${word} y`)).toBe(`${word}\n${word} y`);
    expect(wrapped(`${'x'.repeat(98)} y`)).toBe(`${'x'.repeat(98)} y`);
    expect(wrapped(`${'x'.repeat(99)} y`)).toBe(`${'x'.repeat(99)}\ny`);
  });

  test('of a time that is none says so', () => {
    expect(utc(Date.UTC(2026, 10, 23, 10))).toBe('2026-11-23 10:00 UTC');
    expect(utc(Number.NaN)).toBe('an unknown time');
  });

  test('of money has cents only below ten dollars', () => {
    expect([0, 0.5, -7.3, 10, 1234.56].map(dollars)).toEqual(['$0', '$0.50', '$7.30', '$10', '$1,235']);
  });
});
