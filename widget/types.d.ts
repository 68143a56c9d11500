// What the build puts into the script in place of these names.

/** The major number of the release. */
declare const __MAJOR__: number;
/** The minified style of the control. */
declare const __CONTROL_STYLE__: string;
