import picomatch from 'picomatch';

/** `*`, `?`, `[abc]` and `{a,b}` are all that has a meaning; what has one elsewhere is refused. */
export const GLOB_CHARACTERS = /^[^!()|\\"'`]*$/;

/**
 * Names and tag values are no paths: a character before the text, and others for slashes and for the plus signs that
 * picomatch takes for repetitions, leave nothing to be special about a leading dot, a slash or an empty text.
 */
const asText = (text: string) => `=${text.replaceAll('/', '\u{E000}').replaceAll('+', '\u{E001}')}`;

const OPTIONS: picomatch.PicomatchOptions = {
  dot: true,
  windows: false,
  nonegate: true,
  noextglob: true,
  regex: false,
  strictBrackets: true,
};

/** A pure function's results, kept: a fleet is matched against the same few globs over and over. */
const made = new Map<string, (text: string) => boolean>();

/**
 * Whether the whole text is what the glob says, upper and lower case told apart. `*` stands for any characters,
 * none included.
 * @throws SyntaxError for a bracket or brace without its other half.
 */
export function globMatches(glob: string, text: string): boolean {
  const matches = made.get(glob) ?? picomatch(asText(glob), OPTIONS);
  made.set(glob, matches);
  return matches(asText(text));
}

/** True for a text that `globMatches` understands. */
export function isGlob(text: string): boolean {
  if (!GLOB_CHARACTERS.test(text)) return false;
  try {
    picomatch(asText(text), OPTIONS);
    return true;
  } catch {
    return false;
  }
}
