import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escaped, link, md } from '../../src/report/markdown.ts';
import { anyText } from './arbitrary.ts';
import { problemsIn } from './grammar.ts';

describe('foreign text', () => {
  test.each([
    ['a pipe', 'a|b', 'a&#124;b'],
    ['HTML', '<b>&amp;', '&#60;b&#62;&#38;amp;'],
    ['code and links', '`x` [y](z)', '&#96;x&#96; &#91;y&#93;(z)'],
    ['a mention', 'by @octocat', 'by @&#8203;octocat'],
    ['an address of mail, and no link', 'me@example.com', 'me@&#8203;example.com'],
    ['an issue reference', 'see #12 or GH-3', 'see #&#8203;12 or GH&#8203;-3'],
    ['an address', 'https://x.y/a_b', 'https&#58;//x.y/a_b'],
    ['emphasis, but not within a name', '_a_ my_name', '&#95;a&#95; my_name'],
    ['line breaks', 'a\r\n\nb\u2028c', 'a b c'],
    ['what turns text around or hides', 'a\u202eb\u200bc\u0007', 'abc'],
    ['half a character', '\ud800', '\ufffd'],
    ['an ARN', 'arn:aws:sns:us-east-1:1:t', 'arn:aws:sns:us-east-1:1:t'],
  ])('shows as it is and means nothing: %s', (_, text, source) => {
    expect(escaped(text).source).toBe(source);
  });

  test('of any kind stays within its cell', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(problemsIn(`| x | y |\n| --- | --- |\n${md`| ${a} | ${b} |`.source}\n`)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('shows the text itself once a reader decodes it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const shown = escaped(text)
          .source.replaceAll('&#8203;', '')
          .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
        expect(shown).toBe(text.replaceAll(/\s+/g, ' ').trim());
      }),
    );
  });

  test('is cut to a thousand characters', () => {
    expect(escaped('x'.repeat(5000)).source).toBe(`${'x'.repeat(999)}…`);
  });
});

describe('a link', () => {
  test('holds no character that could end it', () => {
    expect(link('a]b', 'https://x.y/a)b?c=[d]|e').source).toBe('[a&#93;b](https://x.y/a%29b?c=%5Bd%5D%7Ce)');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', 'nothing', ''])(
    'to %p is only its text',
    (address) => {
      expect(link('label', address).source).toBe('label');
    },
  );
});
