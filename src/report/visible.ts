/**
 * Text from an account or a file, made safe for a reader: characters that hide, reverse or break the text around them
 * (controls, directional marks, unpaired surrogates) are replaced by a visible symbol. Line ends stay.
 */
export const visible = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
