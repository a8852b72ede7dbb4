/**
 * Text of an account or a file, for a reader: characters that hide, turn or break what stands around them (controls,
 * directions, halves of a pair) are replaced by a sign that is seen. Line ends stay.
 */
export const visible = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
