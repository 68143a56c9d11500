// What the build puts into the script in place of these names.

/** The major number of the release. */
declare const __MAJOR__: number;
/** The forms of each option's values, as alternatives of a regular expression; the first is the default. */
declare const __OPTIONS__: Record<string, string>;
/** The minified style of the control. */
declare const __CONTROL_STYLE__: string;
