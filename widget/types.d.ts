// What the build puts into the script in place of these names.

/** The path of the frames below the widget's address, with the major of the release: `/v1/faq/`. */
declare const __FRAMES__: string;
/** The forms of each option's values, as alternatives of a regular expression; the first is the default. */
declare const __OPTIONS__: Record<string, string>;
/** The minified style of the control. */
declare const __CONTROL_STYLE__: string;
