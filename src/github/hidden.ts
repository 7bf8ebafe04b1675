/** Data of ours in the text of an issue, pull request or comment, in a comment that no reader sees. */

const NAME = 'personalize-monitor';

/** A line of HTML comment that holds `data`; nothing in it can end the comment. */
export function hide(what: string, data: unknown): string {
  const json = JSON.stringify(data).replace(/[<>-]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
  return `<!-- ${NAME}:${what} ${json} -->`;
}

/** The data that `hide` put on a line of its own; undefined where there is none, or none that can be read. */
export function hidden(what: string, text: string): unknown {
  const line = new RegExp(`^<!-- ${NAME}:${what} (\\{.*\\}) -->\\s*$`, 'm').exec(text.replaceAll('\r', ''));
  if (!line?.[1]) return undefined;
  try {
    return JSON.parse(line[1]);
  } catch {
    return undefined;
  }
}
