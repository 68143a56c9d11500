// Reads {"version": …, "programs": […]} and answers with each program's tree without positions,
// or null where acorn refuses it: a judge of JavaScript that the product does not use.
"use strict";
const acorn = require("acorn");

const { version, programs } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const skipped = new Set(["start", "end", "raw"]);

function plain(key, value) {
  if (skipped.has(key)) return undefined;
  if (value instanceof RegExp || typeof value === "bigint") return String(value);
  return value;
}

function tree(program) {
  try {
    const options = { ecmaVersion: version, allowReturnOutsideFunction: true };
    return JSON.stringify(acorn.parse(program, options), plain);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

process.stdout.write(JSON.stringify(programs.map(tree)));
