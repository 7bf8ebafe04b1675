import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globMatches, isGlob } from '../../../src/settings/config/glob.ts';

describe('a glob', () => {
  test.each([
    ['*', ''],
    ['*', '.'],
    ['*', '..'],
    ['*', '.hidden'],
    ['*', 'team/a.b'],
    ['*', 'two words'],
    ['**', 'a/b'],
    ['team*', 'team/a'],
    ['team/*', 'team/a/b'],
    ['?', '/'],
    ['*-dev', 'search-dev'],
    ['*dev*', 'a-dev-b'],
    ['{home,old}-*', 'old-1'],
    ['[ab]1', 'b1'],
    ['[^ab]1', 'c1'],
    ['v[0-9]', 'v7'],
    ['c++*', 'c++11'],
    ['me@*', 'me@here'],
    ['', ''],
  ])('%s is like %j', (glob, text) => {
    expect(isGlob(glob)).toBe(true);
    expect(globMatches(glob, text)).toBe(true);
  });

  test.each([
    ['', 'a'],
    ['?', ''],
    ['home', 'home-2'],
    ['home', 'my-home'],
    ['home', 'Home'],
    ['a.b', 'axb'],
    ['a+', 'aa'],
    ['a/', 'a'],
    ['./a', 'a'],
    ['*-dev', 'dev'],
    ['{a,b}', 'c'],
  ])('%s is not like %j', (glob, text) => {
    expect(globMatches(glob, text)).toBe(false);
  });

  test('without anything special in it is like itself and nothing else', () => {
    const plain = fc.stringMatching(/^[\w.:/=+\-@ ]{0,40}$/);
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(isGlob(one)).toBe(true);
        expect(globMatches(one, other)).toBe(one === other);
        expect(globMatches(one, one)).toBe(true);
      }),
    );
  });

  test('takes a plus sign for itself', () => {
    expect(globMatches('*+++', '+++')).toBe(true);
    expect(globMatches('a+', 'aa')).toBe(false);
  });

  test('of a star after a beginning is like every text that begins so', () => {
    const plain = fc.stringMatching(/^[\w.:/=+\-@ ]{0,40}$/);
    fc.assert(
      fc.property(plain, plain, (begin, rest) => {
        expect(globMatches(`${begin}*`, begin + rest)).toBe(true);
        expect(globMatches(`*${rest}`, begin + rest)).toBe(true);
      }),
    );
  });

  test.each(['!a', 'a(b', 'a|b', 'a\\*', '"a"', '[a', 'a]', '{a'])('is not %s', (text) => {
    expect(isGlob(text)).toBe(false);
  });

  test('is any text or none, without a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (glob, text) => {
        if (isGlob(glob)) globMatches(glob, text);
      }),
    );
  });
});
