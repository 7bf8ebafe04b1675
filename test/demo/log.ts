import { styleText } from 'node:util';

/** Lines in a group that are shown; GitHub folds the others away too. */
const LINES_OF_A_GROUP = 3;
const LONGEST_LINE = 160;

const SIGNS: Readonly<Record<string, string>> = {
  error: styleText('red', 'Error:'),
  warning: styleText('yellow', 'Warning:'),
};

/** What a step wrote to its log, as the page of a workflow run shows it: commands read, long groups shortened. */
export function shownLog(stdout: string): string[] {
  const shown: string[] = [];
  let inGroup: number | undefined;
  const endGroup = () => {
    const hidden = (inGroup ?? 0) - LINES_OF_A_GROUP;
    if (hidden > 0) shown.push(styleText('dim', `    … and ${hidden} more`));
    inGroup = undefined;
  };
  for (const line of stdout.split('\n').filter((one) => one !== '')) {
    const { command, message, title } = commandIn(line);
    if (command === 'add-mask') continue;
    if (command === 'group') {
      inGroup = 0;
      shown.push(`▾ ${message}`);
    } else if (command === 'endgroup') {
      endGroup();
    } else if (command !== undefined) {
      shown.push(`${SIGNS[command] ?? `${command}:`} ${cut(title ? `${title}: ${message}` : message)}`);
    } else if (inGroup === undefined) {
      shown.push(cut(line));
    } else if (inGroup++ < LINES_OF_A_GROUP) {
      shown.push(styleText('dim', `    ${cut(line)}`));
    }
  }
  return shown;
}

/** A workflow command, `::name key=value,…::message`, or a plain line. */
function commandIn(line: string): { command?: string; message: string; title?: string } {
  const [, command, properties = '', message = ''] = /^::([\w-]+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
  if (command === undefined) return { message: line };
  const title = /(?:^|,)title=([^,]*)/.exec(properties)?.[1];
  return { command, message: unescaped(message), ...(title ? { title: unescaped(title) } : {}) };
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0A', ' ')
    .replaceAll('%0D', '')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text;
}
