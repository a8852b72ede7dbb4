/** What a seat and the instructor may say to each other at once. */

/** Characters of the line beside a raised hand. */
export const LONGEST_LINE = 200;
/** Characters of what the instructor says. */
export const LONGEST_MESSAGE = 500;
/** Messages that wait for a seat. */
export const MOST_MESSAGES = 20;
