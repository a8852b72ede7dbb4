/** What the descriptions of security groups and of their rules, and the names of groups, consist of. */
export const isGroupText = (text: string): boolean =>
  /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/.test(text);

export const GROUP_TEXT =
  'Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*';
