/**
 * Text from an account or a file, made safe for a reader: characters that hide, reverse or break the text around them
 * (controls, directional marks, separators of lines, unpaired surrogates) are replaced by a visible symbol. Line ends
 * stay.
 */
export const visible = (text: string): string => text.replace(UNSEEN, '\uFFFD');

const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The same for a name or a value that must not begin a line of its own. */
export const visibleWord = (text: string): string => visible(text).replaceAll('\n', '\uFFFD');

/**
 * A value as JSON, on one line unless it is indented. JSON itself leaves some of these characters as they are; as `\u`
 * they stay the same data, and harm no terminal.
 */
export const jsonText = (
  value: unknown,
  replacer?: (key: string, member: unknown) => unknown,
  indent?: number,
): string => (JSON.stringify(value, replacer, indent) ?? 'null').replace(UNSEEN, escapes);

const escapes = (sign: string): string =>
  Array.from(
    { length: sign.length },
    (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
