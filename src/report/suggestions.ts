import { commandLine, type Suggestion } from '../contract/suggestion.ts';
import type { Style } from './style.ts';
import { labelled } from './wrap.ts';

/**
 * What to type: each command on lines of its own, so that it can be copied. What it does is beside it, or below it if
 * the commands take half of the screen.
 */
export function suggestionLines(
  suggestions: readonly Suggestion[],
  { width, typed }: Style,
  indent = INDENT,
): readonly string[] {
  const rows = suggestions.map((one) => ({ line: commandLine(one, typed), why: one.why }));
  const column = Math.max(0, ...rows.map(({ line }) => indent.length + line.length)) + 4;
  const below = indent.length + 4;
  return rows.map(({ line, why }) => {
    if (why !== undefined && column < width / 2) return labelled(indent + line, why, width, column);
    const command = brokenCommand(line, width, indent);
    return [...command, ...(why === undefined ? [] : [labelled('', why, width, below)])].join('\n');
  });
}

const INDENT = '  ';

/**
 * A command that does not fit continues on the next line, after a backslash and before an option, so that it can be
 * pasted. Within single quotes a backslash is literal: no line is broken there.
 */
export function brokenCommand(line: string, width: number, indent = INDENT): readonly string[] {
  const [first = '', ...options] = partsBetweenOptions(line);
  const lines = [indent + first];
  for (const [index, option] of options.entries()) {
    const joined = `${lines.at(-1)} ${option}`;
    const room = index === options.length - 1 ? width : width - CONTINUES.length;
    if (joined.length <= room) lines[lines.length - 1] = joined;
    else lines.push(...lineOrTwo(`${indent}  `, option, room));
  }
  return lines.map((part, index) => (index < lines.length - 1 ? part + CONTINUES : part));
}

/** An option, with its value on the next line if it fits only there. */
function lineOrTwo(indent: string, option: string, room: number): readonly string[] {
  const [, flag, value] = /^(--[\w-]+) (\S+)$/.exec(option) ?? [];
  const below = `${indent}  ${value}`;
  const isHelped = indent.length + option.length > room && below.length <= room;
  return flag !== undefined && isHelped ? [indent + flag, below] : [indent + option];
}

const CONTINUES = ' \\';

/** Splits before each option outside of single quotes. */
function partsBetweenOptions(line: string): readonly string[] {
  const parts: string[] = [];
  for (const part of line.split(/ (?=--)/)) {
    const last = parts.at(-1);
    const isOpen = last !== undefined && (last.split("'").length - 1) % 2 === 1;
    if (isOpen) parts[parts.length - 1] = `${last} ${part}`;
    else parts.push(part);
  }
  return parts;
}

/** The same below a heading; empty if there is nothing to type. */
export const nextBlock = (suggestions: readonly Suggestion[], style: Style): readonly string[] =>
  suggestions.length > 0 ? [['next', ...suggestionLines(suggestions, style)].join('\n')] : [];

/** A text, and what to type below it. */
export const withSuggestions = (
  text: string,
  suggestions: readonly Suggestion[] | undefined,
  style: Style,
  indent?: string,
): string => [text, ...suggestionLines(suggestions ?? [], style, indent)].join('\n');
